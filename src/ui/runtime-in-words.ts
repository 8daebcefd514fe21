import type { RuntimeInfo } from '../core/run.ts';

/** `CPU · WASM, 2 threads`, `GPU · TensorFlow.js on WebGPU (Apple M2)`. */
export function runtimeInWords({ kind, backend, threads, device }: RuntimeInfo): string {
  if (kind === 'wasm') return `CPU · WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const names: Readonly<Record<string, string>> = {
    webgpu: 'WebGPU',
    webgl: 'WebGL',
    cpu: 'JavaScript',
  };
  const place = backend === 'cpu' ? 'CPU' : 'GPU';
  const adapter = device === undefined ? '' : ` (${device})`;
  return `${place} · TensorFlow.js on ${names[backend] ?? backend}${adapter}`;
}
