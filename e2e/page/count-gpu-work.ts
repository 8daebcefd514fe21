interface GpuWork {
  readonly dispatches: number;
  readonly submits: number;
  readonly draws: number;
}

/** How often some work calls the GPU: compute passes and submits of WebGPU, draws of WebGL. */
export async function countGpuWork(work: () => Promise<void>): Promise<GpuWork> {
  const counts = { dispatches: 0, submits: 0, draws: 0 };
  const restore = [
    watch(globalThis.GPUComputePassEncoder, 'dispatchWorkgroups', () => counts.dispatches++),
    watch(globalThis.GPUQueue, 'submit', () => counts.submits++),
    watch(WebGL2RenderingContext, 'drawElements', () => counts.draws++),
    watch(WebGL2RenderingContext, 'drawArrays', () => counts.draws++),
  ];
  try {
    await work();
    return counts;
  } finally {
    for (const undo of restore) undo();
  }
}

/** Calls back at every call of a method of some class, which may not be there. */
function watch<K extends string>(
  type: { prototype: { [name in K]: unknown } } | undefined,
  name: K,
  onCall: () => void,
): () => void {
  if (type === undefined) return () => undefined;
  const { prototype } = type;
  const original = prototype[name] as (...args: unknown[]) => unknown; // a method
  prototype[name] = function (this: unknown, ...args: unknown[]) {
    onCall();
    return original.apply(this, args);
  };
  return () => {
    prototype[name] = original;
  };
}
