import { invariant } from '../../core/invariant.ts';
import { mnistClasses, mnistShape, sizeOf } from '../../core/shape.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../runtime.ts';
import { instantiate, type Kernels } from './kernels.ts';
import { createArena, createMemory } from './memory.ts';
import { momentCounts, updateTensor } from './optimizer.ts';
import { planInference, planTraining, tileRowsFor } from './plan.ts';
import { addressOf, assignAddresses, type RowCounts, runProgram } from './program.ts';
import { layOutWeights } from './weights.ts';

const imageBytes = sizeOf(mnistShape);
/** At most four gradient accumulators whatever the batch, of at least 16 rows. */
const microBatchRows = (batchSize: number): number => Math.max(16, Math.ceil(batchSize / 4));

/** A network on a memory of its own: planned once, then no allocation but for what is read back. */
export function buildNetwork(module: WebAssembly.Module, options: BuildOptions): Network {
  const layout = planNetwork(options);
  const memory = createMemory(layout.totalBytes);
  layout.bind(instantiate(module, memory));
  return runNetwork(memory, options, layout);
}

type Layout = ReturnType<typeof planNetwork>;

function planNetwork({ architecture, training, pixelRange }: BuildOptions) {
  const arena = createArena();
  const weights = layOutWeights(architecture, arena);
  const batchSize = training?.batchSize ?? 0;
  const tileRows = tileRowsFor(architecture);
  const counts: RowCounts = {
    batch: batchSize,
    microBatch: microBatchRows(batchSize),
    tile: tileRows,
  };
  const microBatches = Math.ceil(batchSize / counts.microBatch);
  const stagedRows = Math.max(batchSize, tileRows);
  const tables = new Map<number, () => Uint32Array>();
  let kernels: Kernels | undefined;
  const around = {
    ...{ arena, weights, tileRows, microBatches, pixelRange },
    kernels: (): Kernels => kernels as Kernels, // steps run after bind
    seed: training?.seed ?? 0,
    pixels: arena.allocate(stagedRows * imageBytes),
    labels: arena.allocate(stagedRows),
    metrics: arena.allocate(microBatches * 16),
    gradients: arena.allocate(microBatches * weights.trainableBytes),
    writeTable(name: string, words: () => Uint32Array, length: number) {
      const address = arena.shared(name, length * 4);
      tables.set(address, words);
      return address;
    },
  };
  const momentCount = training ? momentCounts[training.optimizer] : 0;
  const moments = arena.allocate(momentCount * weights.trainableBytes);
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
    ...{ counts, tables, moments, momentCount, inference, trainingProgram },
    totalBytes: base + workspaceBytes,
    bind(instance: Kernels) {
      kernels = instance;
    },
  };
}

function runNetwork(memory: WebAssembly.Memory, options: BuildOptions, layout: Layout): Network {
  const { weights, counts, inference, trainingProgram, kernels } = layout;
  const { training } = options;
  const bytes = new Uint8Array(memory.buffer);
  const floatsAt = (address: number, count: number) =>
    new Float32Array(memory.buffer, address, count);
  const metrics = new DataView(memory.buffer, layout.metrics);
  const momentViews = Array.from({ length: layout.momentCount }, (_, moment) =>
    weights.trainable.map(({ place, count }) =>
      floatsAt(layout.moments + moment * weights.trainableBytes + place, count),
    ),
  ).flat();
  const weightViews = weights.tensors.map(({ address, count }) => floatsAt(address, count));
  let step = options.state.step;
  let arePanelsStale = true;
  let losses: number[] = [];
  let accuracies: number[] = [];

  fill(weightViews, options.state.weights);
  if (options.state.moments.length > 0) fill(momentViews, options.state.moments);
  for (const [address, words] of layout.tables)
    new Uint32Array(memory.buffer, address).set(words());

  function stage({ set, indices }: Batch, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const index = indices[row] as number; // row is below indices.length
      const source = index * imageBytes;
      bytes.set(
        set.images.subarray(source, source + imageBytes),
        layout.pixels + (row - from) * imageBytes,
      );
      bytes[layout.labels + row - from] = set.labels[index] ?? 0;
    }
  }

  function prepare(program: { readonly prepare: readonly (() => void)[] }): void {
    for (const repack of program.prepare) repack();
  }

  function updateWeights(rows: number, learningRate: number): void {
    if (!training) return;
    const update = {
      ...{ learningRate, weightDecay: training.weightDecay, step },
      accumulators: Math.ceil(rows / counts.microBatch),
      stride: weights.trainableBytes,
      gradients: layout.gradients,
      moments: layout.moments,
    };
    for (const tensor of weights.trainable)
      updateTensor(kernels(), training.optimizer, { tensor, update });
    arePanelsStale = true;
  }

  function noteMetrics(rows: number): void {
    let loss = 0;
    let correct = 0;
    for (let i = 0; i * counts.microBatch < rows; i++) {
      loss += metrics.getFloat64(i * 16, true);
      correct += metrics.getInt32(i * 16 + 8, true);
    }
    losses.push(loss / rows);
    accuracies.push(correct / rows);
  }

  return {
    memoryBytes: memory.buffer.byteLength,
    trainStep(batch, learningRate) {
      invariant(trainingProgram !== null, 'a network built for training');
      const rows = batch.indices.length;
      invariant(rows > 0 && rows <= counts.batch, `1 to ${counts.batch} rows, not ${rows}`);
      const microBatches = Math.ceil(rows / counts.microBatch);
      stage(batch, 0, rows);
      kernels().clear(layout.metrics, microBatches * 16);
      kernels().clear(layout.gradients, microBatches * weights.trainableBytes);
      prepare(trainingProgram);
      runProgram(trainingProgram.segments, counts, { rows, step });
      noteMetrics(rows);
      updateWeights(rows, learningRate);
      step++;
    },
    takeStepMetrics(): StepMetrics {
      const taken = {
        losses: Float32Array.from(losses),
        accuracies: Float32Array.from(accuracies),
      };
      losses = [];
      accuracies = [];
      return taken;
    },
    forward(batch) {
      if (arePanelsStale) prepare(inference);
      arePanelsStale = false;
      const logits = new Float32Array(batch.indices.length * mnistClasses);
      for (let from = 0; from < batch.indices.length; from += counts.tile) {
        const to = Math.min(from + counts.tile, batch.indices.length);
        stage(batch, from, to);
        const tile = { microBatch: 0, row: 0, rows: to - from, batchRows: to - from };
        for (const segment of inference.segments)
          for (const part of segment.steps) part.run({ ...tile, microBatches: 1, step });
        const address = addressOf(inference.logits, { ...tile, microBatches: 1, step });
        logits.set(floatsAt(address, (to - from) * mnistClasses), from * mnistClasses);
      }
      return logits;
    },
    readState(): TrainingState {
      return {
        weights: weightViews.map((view) => view.slice()),
        moments: step === 0 ? [] : momentViews.map((view) => view.slice()),
        step,
      };
    },
    dispose() {
      losses = [];
      accuracies = [];
    },
  };
}

function fill(views: readonly Float32Array[], values: readonly Float32Array[]): void {
  invariant(values.length === views.length, `${views.length} tensors, not ${values.length}`);
  views.forEach((view, index) => {
    const source = values[index] as Float32Array; // as many as views
    invariant(source.length === view.length, `${view.length} weights, not ${source.length}`);
    view.set(source);
  });
}
