import * as tf from '@tensorflow/tfjs-core';
import { bytesPerFloat } from '../../core/summary.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../runtime.ts';
import { uploadImages } from './batch.ts';
import type { Device } from './device.ts';
import { forwardRows } from './forward-rows.ts';
import { computeGradients } from './gradients.ts';
import { scoreRows, uploadTargets } from './loss.ts';
import { forward, type Model, planModel } from './model.ts';
import { nextPendingLimit } from './pending-limit.ts';
import { TrainedWeights } from './trained-weights.ts';

const firstPendingLimit = 16;

/** A step whose logits are not read back yet. */
interface PendingStep {
  readonly logits: tf.Tensor2D;
  readonly labels: Uint8Array;
}

/** A network in tensors. Nothing is read back between `takeStepMetrics`, `forward` and `readState`. */
export class TfjsNetwork implements Network {
  readonly threads = 1;
  private readonly model: Model;
  private readonly forwardRows: number;
  private readonly trained: TrainedWeights;
  /** All of the network's, in Keras order; those that are trained are views of `trained`. */
  private weights: readonly tf.Tensor[];
  private step: number;
  private pending: PendingStep[] = [];
  private pendingLimit = firstPendingLimit;
  private readAtMs = performance.now();
  private taken: { readonly loss: number; readonly accuracy: number }[] = [];

  constructor(
    private readonly device: Device,
    private readonly options: BuildOptions,
  ) {
    const { architecture, state } = options;
    this.model = planModel(architecture);
    this.forwardRows = forwardRows(architecture);
    this.step = state.step;
    this.trained = new TrainedWeights(this.model, options);
    const places = new Set(this.model.trainable);
    const others = this.model.weights.map(({ shape }, place) =>
      places.has(place) ? null : tf.tensor(state.weights[place] ?? [], [...shape]),
    );
    this.weights = this.withTrained(others);
  }

  get memoryBytes(): number {
    const elements = this.weights.reduce((sum, { size }) => sum + size, this.trained.elements);
    return elements * bytesPerFloat;
  }

  async trainStep(batch: Batch, learningRate: number): Promise<void> {
    this.device.run(() => this.update(batch, learningRate));
    if (this.pending.length < this.pendingLimit) return;
    const before = this.readAtMs;
    await this.readPending();
    this.pendingLimit = nextPendingLimit(this.pendingLimit, this.readAtMs - before);
  }

  async takeStepMetrics(): Promise<StepMetrics> {
    await this.readPending();
    const steps = this.taken;
    this.taken = [];
    return {
      losses: Float32Array.from(steps, ({ loss }) => loss),
      accuracies: Float32Array.from(steps, ({ accuracy }) => accuracy),
    };
  }

  async forward(batch: Batch): Promise<Float32Array> {
    const rows = batch.indices.length;
    const parts: Float32Array[] = [];
    for (let from = 0; from < rows; from += this.forwardRows) {
      const slice = [from, Math.min(from + this.forwardRows, rows)] as const;
      parts.push(await this.device.read(this.device.run(() => this.logits(batch, slice))));
    }
    return concatenate(parts);
  }

  async readState(): Promise<TrainingState> {
    const read = (tensor: tf.Tensor) => this.device.read(this.device.run(() => tf.clone(tensor)));
    const weights: Float32Array[] = [];
    for (const weight of this.weights) weights.push(await read(weight));
    const moments = this.step === 0 ? [] : await this.trained.readMoments(read);
    return { weights, moments, step: this.step };
  }

  dispose(): void {
    tf.dispose([...this.weights, ...this.pending.map(({ logits }) => logits)]);
    this.trained.dispose();
    this.pending = [];
  }

  private logits(batch: Batch, slice: readonly [number, number]): tf.Tensor2D {
    return tf.tidy(() => {
      const images = uploadImages(batch, this.options.pixelRange, slice);
      return forward(this.model, images, { weights: this.weights, training: null });
    });
  }

  /** One optimizer step: new tensors take the place of the old, which are disposed. */
  private update(batch: Batch, learningRate: number): void {
    const { training, pixelRange } = this.options;
    if (training === undefined) throw new Error('This network was built for inference only');
    const { logits, weights } = tf.tidy(() => {
      const step = {
        images: uploadImages(batch, pixelRange),
        targets: uploadTargets(batch),
        seed: training.seed,
        step: this.step,
      };
      const { logits, gradients, replaced } = computeGradients(this.model, this.weights, step);
      this.trained.update(gradients, { learningRate, step: this.step + 1 });
      const kept = this.weights.map((weight, place) => replaced.get(place) ?? weight);
      return { logits, weights: [...this.withTrained(kept)] };
    });
    tf.dispose(this.weights.filter((weight) => !weights.includes(weight)));
    this.weights = weights;
    this.pending.push({ logits, labels: labelsOf(batch) });
    this.step += 1;
  }

  /** The network's weights, those that are trained as they are now. */
  private withTrained(weights: readonly (tf.Tensor | null)[]): readonly tf.Tensor[] {
    const all = [...weights];
    const views = this.trained.views();
    this.model.trainable.forEach((place, order) => {
      all[place] = views[order] as tf.Tensor; // one for each trainable weight
    });
    return all as tf.Tensor[]; // null were those that are trained
  }

  private async readPending(): Promise<void> {
    const steps = this.pending;
    this.pending = [];
    if (steps.length === 0) return;
    const tensors = steps.map(({ logits }) => logits);
    const values = await this.device.read(this.device.run(() => tf.concat2d(tensors, 0)));
    tf.dispose(tensors);
    this.readAtMs = performance.now();
    let from = 0;
    for (const { labels, logits } of steps) {
      this.taken.push(scoreRows(values.subarray(from, from + logits.size), labels));
      from += logits.size;
    }
  }
}

const labelsOf = ({ set, indices }: Batch): Uint8Array =>
  Uint8Array.from(indices, (index) => set.labels[index] ?? 0);

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
