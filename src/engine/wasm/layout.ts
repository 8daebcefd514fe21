import { mnistShape, sizeOf } from '../../core/shape.ts';
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
import { assignAddresses, type RowCounts } from './program.ts';
import { layOutWeights } from './weights.ts';

export const imageBytes = sizeOf(mnistShape);

/** A network planned: where everything lies, and what runs. Nothing runs before the kernels are there. */
export interface Layout extends Surroundings {
  readonly counts: RowCounts;
  /** What to write once at each address. */
  readonly tables: ReadonlyMap<number, () => Uint32Array>;
  readonly moments: number;
  readonly momentCount: number;
  readonly inference: Program;
  /** Null for a network that only answers. */
  readonly training: Program | null;
  readonly totalBytes: number;
  bind(kernels: Kernels): void;
}

/** At most four gradient accumulators whatever the batch, each of at least 16 rows. */
const microBatchRows = (batchSize: number): number => Math.max(16, Math.ceil(batchSize / 4));

export function planNetwork(options: BuildOptions): Layout {
  const { architecture, training } = options;
  const arena = createArena();
  const batchSize = training?.batchSize ?? 0;
  const counts = {
    batch: batchSize,
    microBatch: microBatchRows(batchSize),
    tile: tileRowsFor(architecture),
  };
  const { around, tables, bind } = createSurroundings(options, arena, counts);
  const momentCount = training ? momentCounts[training.optimizer] : 0;
  const moments = arena.allocate(momentCount * around.weights.trainableBytes);
  const inference = planInference(architecture, around);
  const trainingProgram = training ? planTraining(architecture, around) : null;
  // The two programs never run at the same time, so their values share one workspace.
  const base = arena.usedBytes;
  const workspaceBytes = Math.max(
    assignAddresses(inference.segments, { ...counts, batch: 0 }, base),
    trainingProgram ? assignAddresses(trainingProgram.segments, counts, base) : 0,
  );
  return {
    ...around,
    ...{ counts, tables, moments, momentCount, inference, bind },
    training: trainingProgram,
    totalBytes: base + workspaceBytes,
  };
}

function createSurroundings(
  { architecture, training, pixelRange }: BuildOptions,
  arena: Arena,
  counts: RowCounts,
) {
  const weights = layOutWeights(architecture, arena);
  const microBatches = Math.ceil(counts.batch / counts.microBatch);
  const stagedRows = Math.max(counts.batch, counts.tile);
  const tables = new Map<number, () => Uint32Array>();
  let kernels: Kernels | undefined;
  const around: Surroundings = {
    ...{ arena, weights, microBatches, pixelRange },
    tileRows: counts.tile,
    kernels: () => kernels as Kernels, // steps run after bind
    seed: training?.seed ?? 0,
    pixels: arena.allocate(stagedRows * imageBytes),
    labels: arena.allocate(stagedRows),
    metrics: arena.allocate(microBatches * 16),
    gradients: arena.allocate(microBatches * weights.trainableBytes),
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
