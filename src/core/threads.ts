import type { Environment } from './run.ts';

/** A batch has four micro-batches: more threads would have nothing to do. */
export const mostThreads = 4;

/** Threads that training takes on the CPU: all cores up to four; one where a page may not share memory between workers. */
export const trainingThreads = ({
  crossOriginIsolated,
  hardwareConcurrency,
}: Pick<Environment, 'crossOriginIsolated' | 'hardwareConcurrency'>): number =>
  crossOriginIsolated ? Math.max(1, Math.min(mostThreads, hardwareConcurrency)) : 1;
