/** What of a machine's graphics the page can see without loading anything. */
export interface Adapters {
  /** The adapter's name; null where the browser offers none. */
  readonly webgpu: string | null;
  readonly webgl: string | null;
}

/** Whether a renderer is the CPU in disguise: it never counts as a GPU. */
export const isSoftwareRenderer = (name: string): boolean =>
  /swiftshader|llvmpipe|softpipe|software|basic render|warp/i.test(name);

/** Asks the browser for its adapters; takes no device. */
export async function findAdapters(): Promise<Adapters> {
  return { webgpu: await webgpuAdapter(), webgl: webglRenderer() };
}

/** The part of WebGPU that is used here: TypeScript's DOM library has none. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: {
      readonly vendor: string;
      readonly architecture: string;
      readonly description: string;
    };
  } | null>;
}

async function webgpuAdapter(): Promise<string | null> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  try {
    const adapter = (await gpu?.requestAdapter()) ?? null;
    if (adapter === null) return null;
    const { vendor = '', architecture = '', description = '' } = adapter.info ?? {};
    return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed';
  } catch {
    return null;
  }
}

function webglRenderer(): string | null {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return null;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof renderer === 'string' ? renderer : 'unnamed';
}
