import type { AdapterInfo, Adapters, GpuBackend } from '../protocol/jobs.ts';

export const backendLabels: Readonly<Record<GpuBackend, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
};

const softwareRenderers =
  /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b|microsoft basic/i;

/** A graphics process that has just died never answers. */
const mostAnswerMs = 5000;

const afterMs = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms, value);
  });

/** Whether an adapter of this name computes on the CPU. */
export const isSoftwareName = (name: string): boolean => softwareRenderers.test(name);

/** Looks at this machine's adapters without loading anything. Works in a worker. */
export async function inspectAdapters(): Promise<Adapters> {
  return { webgpu: await inspectWebGpu(), webgl: inspectWebGl() };
}

async function inspectWebGpu(): Promise<AdapterInfo | null> {
  // Absent on plain http and in browsers without WebGPU, whatever the types say; Node 20 has no navigator.
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (gpu === undefined) return null;
  const adapter = await Promise.race([
    gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null),
    afterMs(mostAnswerMs, null),
  ]);
  if (adapter === null) return null;
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {}; // younger than WebGPU itself
  const words = [info.vendor, info.architecture, info.device, info.description].filter(Boolean);
  const name = words.length > 0 ? words.join(' ') : 'unnamed GPU';
  return { name, software: info.isFallbackAdapter === true || isSoftwareName(name) };
}

/** Null also where a GPU cannot render to 32-bit floats: 16 bits are too few for training. */
function inspectWebGl(): AdapterInfo | null {
  if (typeof OffscreenCanvas === 'undefined') return null;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return null;
  const canTrain = gl.getExtension('EXT_color_buffer_float') !== null;
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const name = String(gl.getParameter(unmasked ?? gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return canTrain ? { name, software: isSoftwareName(name) } : null;
}

/** Why this backend should not compute here, in words; null when it is a real GPU. */
export function adapterProblem(backend: GpuBackend, adapter: AdapterInfo | null): string | null {
  const label = backendLabels[backend];
  if (adapter === null) return `${label} is not available in this browser`;
  if (adapter.software)
    return `${label} here runs on the CPU (${adapter.name}), far slower than the CPU engine: it is not a GPU`;
  return null;
}
