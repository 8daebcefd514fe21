import type { Architecture } from '../../src/core/recipe.ts';

export const benchPaths = [
  'wasm',
  'wasm-threads',
  'tfjs-wasm',
  'tfjs-wasm-composed',
  'tfjs-cpu',
  'tfjs-webgl',
  'tfjs-layers-webgl',
  'tfjs-webgpu',
  'convnetjs',
] as const;
export type BenchPath = (typeof benchPaths)[number];

export type BenchRequest =
  /** Builds a network from the weights of seed 1 and does two optimizer steps. */
  | {
      readonly type: 'build';
      readonly path: BenchPath;
      readonly architecture: Architecture;
      readonly batch: number;
    }
  /** Training steps for about `ms`, at least one. */
  | { readonly type: 'train'; readonly ms: number }
  /** Inference, so many images a call, for about `ms`, at least one call; each call read back. */
  | { readonly type: 'infer'; readonly rows: number; readonly ms: number }
  /** Our own matrix product in cache, for about `ms`. */
  | { readonly type: 'peak'; readonly ms: number };

export interface BuildReply {
  readonly threads: number;
  readonly memoryBytes: number;
  /** Null where this path cannot train the network; `trainingProblem` then says why. */
  readonly firstStepMs: number | null;
  /** Of the first steps, before the update of each, as many as must be the same on every path. */
  readonly losses: readonly number[];
  readonly trainingProblem: string | null;
  /** What differs from the others in the work that it does. */
  readonly note: string | null;
}

export type BenchReply =
  | BuildReply
  | { readonly imagesPerSecond: number }
  | { readonly callMs: readonly number[] }
  | { readonly gflops: number };
