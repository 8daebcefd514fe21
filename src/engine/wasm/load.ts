import type { Runtime } from '../runtime.ts';
import type { CrewWorker } from './crew.ts';
import { createWasmRuntime } from './runtime.ts';

/** A batch has four micro-batches: more threads would have nothing to do. */
const mostThreads = 4;
/** A worker that has not started by then is not waited for. */
const hireMs = 3000;

/** The wasm runtime in a browser, its kernels fetched from beside this file: on all cores where memory can be shared. */
export function loadWasmRuntime(threads = defaultThreads()): Promise<Runtime> {
  if (threads === 1) return createWasmRuntime(fetch(new URL('./kernels.wasm', import.meta.url)));
  const kernels = fetch(new URL('./kernels-shared.wasm', import.meta.url));
  return createWasmRuntime(kernels, { size: threads - 1, hire });
}

/** One where the page is not isolated: nothing can be shared between workers there. */
const defaultThreads = (): number =>
  globalThis.crossOriginIsolated ? Math.min(mostThreads, navigator.hardwareConcurrency) : 1;

function hire(): CrewWorker {
  const worker = new Worker(new URL('./crew-worker.ts', import.meta.url), { type: 'module' });
  const isReady = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message));
    setTimeout(() => reject(new Error('The thread did not start')), hireMs);
  });
  return {
    isReady,
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
}
