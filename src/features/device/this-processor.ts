import type { RuntimeInfo } from '../../core/run.ts';
import { trainingThreads } from '../../core/threads.ts';

/** What a run on the CPU would train on in this page. */
export const thisProcessor = (): RuntimeInfo => ({
  kind: 'wasm',
  backend: 'wasm',
  threads: trainingThreads({
    crossOriginIsolated,
    hardwareConcurrency: navigator.hardwareConcurrency,
  }),
});
