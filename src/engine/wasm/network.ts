import type { Extent, LiveWeights } from '../../compression/compression.ts';
import { invariant } from '../../core/invariant.ts';
import { mnistClasses } from '../../core/shape.ts';
import { zerosIn } from '../../core/sparsity.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../runtime.ts';
import type { Crew } from './crew.ts';
import { instantiate } from './kernels.ts';
import { imageBytes, type Layout, type PlanOptions, planNetwork } from './layout.ts';
import { createMemory } from './memory.ts';
import { createControl, type DoPiece, type Lead, lead, type Order } from './threads.ts';
import { piecesOf, work, workerOn } from './work.ts';

/** A network on a memory of its own: planned once, then no allocation but for what is read back. */
export class WasmNetwork implements Network {
  readonly memoryBytes: number;
  readonly activationBytes: number;
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #layout: Layout;
  readonly #doPiece: DoPiece;
  readonly #lead: Lead | null;
  readonly #weights: readonly Float32Array[];
  readonly #moments: readonly Float32Array[];
  #step: number;
  #arePanelsStale = true;
  #losses: number[] = [];
  #accuracies: number[] = [];

  /** @param crew who helps where the network is to be trained, or `threaded`. @throws EngineError `out-of-memory`. */
  constructor(module: WebAssembly.Module, options: BuildOptions, crew: Crew | null = null) {
    const helpers = (options.training || options.threaded) && crew ? crew.size : 0;
    this.threads = 1 + helpers;
    this.#layout = planNetwork(planOptions(options), { thread: 0, threads: this.threads });
    this.#memory = createMemory(this.#layout.totalBytes, crew !== null);
    this.activationBytes = this.#layout.activationBytes;
    this.memoryBytes = this.#memory.buffer.byteLength;
    const kernels = instantiate(module, this.#memory);
    this.#layout.bind(kernels);
    this.#weights = this.#layout.weights.tensors.map(({ address, count }) =>
      this.#floats(address, count),
    );
    this.#moments = this.#momentViews();
    this.#step = options.state.step;
    fill(this.#weights, options.state.weights);
    if (options.state.moments.length > 0) fill(this.#moments, options.state.moments);
    for (const [address, words] of this.#layout.tables)
      new Uint32Array(this.#memory.buffer, address).set(words());
    this.#doPiece = workerOn(this.#layout, kernels, new Float32Array(this.#memory.buffer));
    this.#lead = helpers > 0 && crew ? this.#gather(options, crew) : null;
  }

  trainStep(batch: Batch, learningRate: number): void {
    const { counts, training } = this.#layout;
    const rows = batch.indices.length;
    invariant(training !== null, 'a network built for training');
    invariant(rows > 0 && rows <= counts.batch, `1 to ${counts.batch} rows, not ${rows}`);
    this.#stage(batch, 0, rows);
    const order = { rows, step: this.#step, learningRate, index: 0 };
    this.#run({ ...order, kind: work.prepareTraining });
    for (let index = 0; index < training.segments.length; index++)
      this.#run({ ...order, kind: work.segment, index });
    this.#noteMetrics(rows);
    this.#run({ ...order, kind: work.update });
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
    const { stagedRows, answers } = this.#layout;
    const order = { index: 0, step: this.#step, learningRate: 0 };
    if (this.#arePanelsStale) this.#run({ ...order, rows: 0, kind: work.prepareInference });
    this.#arePanelsStale = false;
    const count = batch.indices.length;
    const logits = new Float32Array(count * mnistClasses);
    for (let from = 0; from < count; from += stagedRows) {
      const rows = Math.min(stagedRows, count - from);
      this.#stage(batch, from, from + rows);
      this.#run({ ...order, rows, kind: work.answer });
      logits.set(this.#floats(answers, rows * mnistClasses), from * mnistClasses);
    }
    return logits;
  }

  extents(): readonly Extent[] {
    const { address, count } = this.#layout.inference.extents ?? { address: 0, count: 0 };
    const ends = this.#floats(address, 2 * count);
    return Array.from({ length: count }, (_, value) => ({
      low: ends[2 * value] ?? 0,
      high: ends[2 * value + 1] ?? 0,
    }));
  }

  readState(): TrainingState {
    return {
      weights: this.#weights.map((view) => view.slice()),
      moments: this.#step === 0 ? [] : this.#moments.map((view) => view.slice()),
      step: this.#step,
    };
  }

  adjust(change: (live: LiveWeights) => void): void {
    change({ weights: this.#weights, moments: this.#moments });
    this.#arePanelsStale = true;
  }

  /** The memory goes when the last reference to this network does. */
  dispose(): void {
    this.#lead?.end();
    this.takeStepMetrics();
  }

  #gather(building: BuildOptions, crew: Crew): Lead {
    const control = createControl();
    const options = planOptions(building);
    crew.enlist({ memory: this.#memory, control, options, threads: this.threads });
    return lead(control, this.#doPiece);
  }

  /** With the others where there is something to share, else alone. */
  #run(order: Order): void {
    const pieces = piecesOf(this.#layout, order);
    if (this.#lead !== null && pieces > 1) this.#lead.run(order, pieces);
    else for (let piece = 0; piece < pieces; piece++) this.#doPiece(order, piece);
  }

  #floats(address: number, count: number): Float32Array<ArrayBuffer> {
    // LiteRT's global types forget whose buffer it is.
    return new Float32Array(
      this.#memory.buffer as ArrayBuffer,
      address,
      count,
    ) as Float32Array<ArrayBuffer>;
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
  #stage({ set, indices, teacher }: Batch, from: number, to: number): void {
    const { pixels, labels } = this.#layout;
    if (teacher !== undefined && this.#layout.distillation !== null)
      this.#floats(this.#layout.teacher, (to - from) * mnistClasses).set(
        teacher.subarray(from * mnistClasses, to * mnistClasses),
      );
    const bytes = new Uint8Array(this.#memory.buffer);
    for (let row = from; row < to; row++) {
      const index = indices[row] as number; // row is below indices.length
      const image = set.images.subarray(index * imageBytes, (index + 1) * imageBytes);
      bytes.set(image, pixels + (row - from) * imageBytes);
      bytes[labels + row - from] = set.labels[index] ?? 0;
    }
  }

  #noteMetrics(rows: number): void {
    const metrics = new DataView(this.#memory.buffer, this.#layout.metrics);
    let loss = 0;
    let correct = 0;
    for (let i = 0; i < Math.ceil(rows / this.#layout.counts.microBatch); i++) {
      loss += metrics.getFloat64(i * 16, true);
      correct += metrics.getInt32(i * 16 + 8, true);
    }
    this.#losses.push(loss / rows);
    this.#accuracies.push(correct / rows);
  }
}

function planOptions({ state, sparse, ...options }: BuildOptions): PlanOptions {
  const isSparse = sparse === true && options.training === undefined;
  return { ...options, ...(isSparse && { nonZeros: state.weights.map(countNonZeros) }) };
}

const countNonZeros = (values: Float32Array): number => values.length - zerosIn(values);

function fill(views: readonly Float32Array[], values: readonly Float32Array[]): void {
  invariant(values.length === views.length, `${views.length} tensors, not ${values.length}`);
  views.forEach((view, index) => {
    const source = values[index] as Float32Array; // as many as views
    invariant(source.length === view.length, `${view.length} numbers, not ${source.length}`);
    view.set(source);
  });
}
