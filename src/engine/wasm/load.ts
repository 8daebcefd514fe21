import { trainingThreads } from '../../core/threads.ts';
import { currentEnvironment } from '../environment.ts';
import type { Runtime } from '../runtime.ts';
import type { CrewWorker } from './crew.ts';
import { createWasmRuntime } from './runtime.ts';

/** A worker that has not started by then is not waited for. */
const hireMs = 3000;

/** The wasm runtime in a browser, its kernels fetched from beside this file: on all cores where memory can be shared. */
export function loadWasmRuntime(threads = trainingThreads(currentEnvironment())): Promise<Runtime> {
  if (threads === 1) return createWasmRuntime(fetch(new URL('./kernels.wasm', import.meta.url)));
  const kernels = fetch(new URL('./kernels-shared.wasm', import.meta.url));
  return createWasmRuntime(kernels, { size: threads - 1, hire });
}

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
