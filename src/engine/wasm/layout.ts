import { mnistClasses, mnistShape, sizeOf } from '../../core/shape.ts';
import type { OptimizerName } from '../../core/training-setup.ts';
import type { BuildOptions } from '../runtime.ts';
import type { Kernels } from './kernels.ts';
import { type Arena, createArena } from './memory.ts';
import { momentCounts } from './optimizer.ts';
import {
  type Program,
  planInference,
  planTraining,
  type Surroundings,
  tileRowsFor,
} from './plan.ts';
import { assignAddresses, type RowCounts, type ThreadPlace } from './program.ts';
import { rangesOf, type WeightRange } from './updates.ts';
import { layOutWeights } from './weights.ts';

export const imageBytes = sizeOf(mnistShape);

/** A network planned: where everything lies, and what runs. Nothing runs before the kernels are there. */
export interface Layout extends Surroundings {
  readonly counts: RowCounts;
  /** What to write once at each address. */
  readonly tables: ReadonlyMap<number, () => Uint32Array>;
  readonly moments: number;
  readonly momentCount: number;
  /** Null for a network that only answers. */
  readonly optimizer: { readonly name: OptimizerName; readonly weightDecay: number } | null;
  /** The trainable weights in ranges that threads share out. */
  readonly updates: readonly WeightRange[];
  /** Where this thread puts a range's gradient that is taken at once. */
  readonly rangeGradient: number;
  /** Rows that can be staged at once, and where their logits are collected. */
  readonly stagedRows: number;
  readonly answers: number;
  readonly inference: Program;
  /** Null for a network that only answers. */
  readonly training: Program | null;
  readonly totalBytes: number;
  /** What inference takes between the layers for one image. */
  readonly activationBytes: number;
  bind(kernels: Kernels): void;
}

/** At most four gradient accumulators whatever the batch, each of at least 16 rows. */
const microBatchRows = (batchSize: number): number => Math.max(16, Math.ceil(batchSize / 4));

/** What a plan depends on: the same for every thread of a network. */
export type PlanOptions = Omit<BuildOptions, 'state' | 'sparse'> & {
  /** Of each tensor, for a network that uses its zeros. */
  readonly nonZeros?: readonly number[];
};

/** Answers are taken so many rows at a time: enough for every thread to have several tiles. */
export const stagedRowsFor = (tileRows: number, { threads }: ThreadPlace): number =>
  threads === 1 ? tileRows : 4 * threads * tileRows;

export const alone: ThreadPlace = { thread: 0, threads: 1 };

/** Plans a network as one of its threads sees it: all agree on every address but those of their own tiles. */
export function planNetwork(options: PlanOptions, place: ThreadPlace = alone): Layout {
  const { architecture, training } = options;
  const arena = createArena();
  const batchSize = training?.batchSize ?? 0;
  const counts = {
    batch: batchSize,
    microBatch: microBatchRows(batchSize),
    tile: tileRowsFor(architecture),
  };
  const stagedRows = Math.max(batchSize, stagedRowsFor(counts.tile, place));
  const { around, tables, bind } = createSurroundings(options, arena, { ...counts, stagedRows });
  const momentCount = training ? momentCounts[training.optimizer] : 0;
  const moments = arena.allocate(momentCount * around.weights.trainableBytes);
  const inference = planInference(architecture, around);
  const trainingProgram = training ? planTraining(architecture, around) : null;
  const updates = trainingProgram ? rangesOf(around.weights, trainingProgram) : [];
  const longest = Math.max(
    0,
    ...updates.map(({ gradient, tensor }) => (gradient ? tensor.count : 0)),
  );
  const rangeBytes = Math.ceil(longest / 16) * 64;
  const rangeGradients = arena.allocate(rangeBytes * place.threads);
  // The two programs never run at the same time, so their values share one workspace.
  const base = arena.usedBytes;
  const activationBytes = assignAddresses(inference, { ...alone, batch: 0, tile: 1 }, base);
  const workspaceBytes = Math.max(
    assignAddresses(inference, { ...counts, ...place, batch: 0 }, base),
    trainingProgram ? assignAddresses(trainingProgram, { ...counts, ...place }, base) : 0,
  );
  return {
    ...around,
    ...{ counts, tables, moments, momentCount, inference, bind, stagedRows },
    answers: around.answers,
    training: trainingProgram,
    optimizer: training ? { name: training.optimizer, weightDecay: training.weightDecay } : null,
    ...{ updates, rangeGradient: rangeGradients + place.thread * rangeBytes },
    ...{ totalBytes: base + workspaceBytes, activationBytes },
  };
}

function createSurroundings(
  { architecture, training, pixelRange, nonZeros, integers, observed }: PlanOptions,
  arena: Arena,
  counts: RowCounts & { readonly stagedRows: number },
) {
  const weights = layOutWeights(architecture, arena, nonZeros);
  const microBatches = Math.ceil(counts.batch / counts.microBatch);
  const { stagedRows } = counts;
  const distillation = training?.distillation ?? null;
  const tables = new Map<number, () => Uint32Array>();
  let kernels: Kernels | undefined;
  const around: Surroundings & { readonly answers: number } = {
    ...{ arena, weights, microBatches, pixelRange, observed: observed === true },
    tileRows: counts.tile,
    kernels: () => kernels as Kernels, // steps run after bind
    seed: training?.seed ?? 0,
    pixels: arena.allocate(stagedRows * imageBytes),
    labels: arena.allocate(stagedRows),
    teacher: distillation ? arena.allocate(stagedRows * mnistClasses * 4) : 0,
    distillation,
    answers: arena.allocate(stagedRows * mnistClasses * 4),
    metrics: arena.allocate(microBatches * 16),
    gradients: arena.allocate(microBatches * weights.accumulatorBytes),
    codesOf(tensor) {
      const stored = integers?.tensors[weights.tensors.indexOf(tensor)];
      return stored?.type === 'integer' && stored.bits === 8 ? stored : null;
    },
    writeTable(name, words, length) {
      const address = arena.shared(name, length * 4);
      tables.set(address, words);
      return address;
    },
  };
  const bind = (instance: Kernels): void => {
    kernels = instance;
  };
  return { around, tables, bind };
}
