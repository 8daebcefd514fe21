import type { Environment } from './run.ts';

/** A batch has four micro-batches: more threads would have nothing to do. */
export const mostThreads = 4;

/** Threads that training takes on the CPU: all cores up to four; one where a page may not share memory between workers. */
export const trainingThreads = ({
  crossOriginIsolated,
  hardwareConcurrency,
}: Pick<Environment, 'crossOriginIsolated' | 'hardwareConcurrency'>): number =>
  crossOriginIsolated ? Math.max(1, Math.min(mostThreads, hardwareConcurrency)) : 1;

/** Every engine holds the whole data set in memory. */
const mostEngines = 4;

/** Engines that run a sweep side by side, and the threads of each: on a small machine one with all of them. */
export function sweepEngines(environment: Parameters<typeof trainingThreads>[0]): {
  readonly engines: number;
  readonly threads: number;
} {
  const threads = trainingThreads(environment);
  const { hardwareConcurrency: cores } = environment;
  if (cores < 4) return { engines: 1, threads };
  return { engines: Math.min(mostEngines, Math.floor(cores / 2)), threads: Math.min(2, threads) };
}
