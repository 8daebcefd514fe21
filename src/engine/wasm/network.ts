import { invariant } from '../../core/invariant.ts';
import { mnistClasses } from '../../core/shape.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../runtime.ts';
import { instantiate, type Kernels } from './kernels.ts';
import { imageBytes, type Layout, planNetwork } from './layout.ts';
import { createMemory } from './memory.ts';
import { updateTensor } from './optimizer.ts';
import type { Program } from './plan.ts';
import { addressOf, runProgram, type Tile } from './program.ts';

/** A network on a memory of its own: planned once, then no allocation but for what is read back. */
export class WasmNetwork implements Network {
  readonly memoryBytes: number;
  readonly #memory: WebAssembly.Memory;
  readonly #layout: Layout;
  readonly #kernels: Kernels;
  readonly #training: BuildOptions['training'];
  readonly #weights: readonly Float32Array[];
  readonly #moments: readonly Float32Array[];
  #step: number;
  #arePanelsStale = true;
  #losses: number[] = [];
  #accuracies: number[] = [];

  /** @throws EngineError `out-of-memory`. */
  constructor(module: WebAssembly.Module, options: BuildOptions) {
    this.#layout = planNetwork(options);
    this.#memory = createMemory(this.#layout.totalBytes);
    this.memoryBytes = this.#memory.buffer.byteLength;
    this.#kernels = instantiate(module, this.#memory);
    this.#layout.bind(this.#kernels);
    this.#training = options.training;
    this.#weights = this.#layout.weights.tensors.map(({ address, count }) =>
      this.#floats(address, count),
    );
    this.#moments = this.#momentViews();
    this.#step = options.state.step;
    fill(this.#weights, options.state.weights);
    if (options.state.moments.length > 0) fill(this.#moments, options.state.moments);
    for (const [address, words] of this.#layout.tables)
      new Uint32Array(this.#memory.buffer, address).set(words());
  }

  trainStep(batch: Batch, learningRate: number): void {
    const { counts, training, metrics, gradients, weights } = this.#layout;
    const rows = batch.indices.length;
    invariant(training !== null, 'a network built for training');
    invariant(rows > 0 && rows <= counts.batch, `1 to ${counts.batch} rows, not ${rows}`);
    const microBatches = Math.ceil(rows / counts.microBatch);
    this.#stage(batch, 0, rows);
    this.#kernels.clear(metrics, microBatches * 16);
    this.#kernels.clear(gradients, microBatches * weights.trainableBytes);
    prepare(training);
    runProgram(training.segments, counts, { rows, step: this.#step });
    this.#noteMetrics(rows, microBatches);
    this.#updateWeights(microBatches, learningRate);
    this.#arePanelsStale = true;
    this.#step++;
  }

  takeStepMetrics(): StepMetrics {
    const losses = Float32Array.from(this.#losses);
    const accuracies = Float32Array.from(this.#accuracies);
    this.#losses = [];
    this.#accuracies = [];
    return { losses, accuracies };
  }

  forward(batch: Batch): Float32Array {
    if (this.#arePanelsStale) prepare(this.#layout.inference);
    this.#arePanelsStale = false;
    const count = batch.indices.length;
    const logits = new Float32Array(count * mnistClasses);
    for (let from = 0; from < count; from += this.#layout.counts.tile) {
      const to = Math.min(from + this.#layout.counts.tile, count);
      this.#stage(batch, from, to);
      logits.set(this.#answer(to - from), from * mnistClasses);
    }
    return logits;
  }

  readState(): TrainingState {
    return {
      weights: this.#weights.map((view) => view.slice()),
      moments: this.#step === 0 ? [] : this.#moments.map((view) => view.slice()),
      step: this.#step,
    };
  }

  /** The memory goes when the last reference to this network does. */
  dispose(): void {
    this.takeStepMetrics();
  }

  #floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer as ArrayBuffer, address, count);
  }

  /** All first moments, then all second ones. */
  #momentViews(): Float32Array[] {
    const { moments, momentCount, weights } = this.#layout;
    return Array.from({ length: momentCount }, (_, moment) =>
      weights.trainable.map(({ place, count }) =>
        this.#floats(moments + moment * weights.trainableBytes + place, count),
      ),
    ).flat();
  }

  /** Copies grey levels and labels of some of a batch's rows to where programs read them. */
  #stage({ set, indices }: Batch, from: number, to: number): void {
    const { pixels, labels } = this.#layout;
    const bytes = new Uint8Array(this.#memory.buffer);
    for (let row = from; row < to; row++) {
      const index = indices[row] as number; // row is below indices.length
      const image = set.images.subarray(index * imageBytes, (index + 1) * imageBytes);
      bytes.set(image, pixels + (row - from) * imageBytes);
      bytes[labels + row - from] = set.labels[index] ?? 0;
    }
  }

  /** Logits of the first rows staged. */
  #answer(rows: number): Float32Array {
    const { segments, logits } = this.#layout.inference;
    const tile: Tile = {
      ...{ microBatch: 0, row: 0, rows, batchRows: rows, microBatches: 1 },
      step: this.#step,
    };
    for (const segment of segments) for (const step of segment.steps) step.run(tile);
    return this.#floats(addressOf(logits, tile), rows * mnistClasses);
  }

  #noteMetrics(rows: number, microBatches: number): void {
    const metrics = new DataView(this.#memory.buffer, this.#layout.metrics);
    let loss = 0;
    let correct = 0;
    for (let i = 0; i < microBatches; i++) {
      loss += metrics.getFloat64(i * 16, true);
      correct += metrics.getInt32(i * 16 + 8, true);
    }
    this.#losses.push(loss / rows);
    this.#accuracies.push(correct / rows);
  }

  #updateWeights(accumulators: number, learningRate: number): void {
    if (!this.#training) return;
    const { weights, gradients, moments } = this.#layout;
    const { optimizer, weightDecay } = this.#training;
    const update = {
      ...{ learningRate, weightDecay, accumulators, gradients, moments },
      step: this.#step,
      stride: weights.trainableBytes,
    };
    for (const tensor of weights.trainable)
      updateTensor(this.#kernels, optimizer, { tensor, update });
  }
}

function prepare(program: Program): void {
  for (const repack of program.prepare) repack();
}

function fill(views: readonly Float32Array[], values: readonly Float32Array[]): void {
  invariant(values.length === views.length, `${views.length} tensors, not ${values.length}`);
  views.forEach((view, index) => {
    const source = values[index] as Float32Array; // as many as views
    invariant(source.length === view.length, `${view.length} numbers, not ${source.length}`);
    view.set(source);
  });
}
