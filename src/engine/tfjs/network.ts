import * as tf from '@tensorflow/tfjs-core';
import { isKernel, type WeightSpec } from '../../core/layer.ts';
import { bytesPerFloat, summarize } from '../../core/summary.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../runtime.ts';
import { uploadImages, uploadLabels } from './batch.ts';
import type { Device } from './device.ts';
import { computeGradients, type Gradients } from './gradients.ts';
import { forward, type Model, planModel } from './model.ts';
import { optimizers } from './optimizers.ts';

type Training = NonNullable<BuildOptions['training']>;

/** Steps in flight at most: a slow GPU must not be given minutes of work that no Stop can take back. */
const maxPendingSteps = 16;
/** Activations of one inference pass are kept near this size. */
const forwardBytes = 64e6;
const maxForwardRows = 500;

/** A network in tensors. Nothing is read back between `takeStepMetrics`, `forward` and `readState`. */
export class TfjsNetwork implements Network {
  readonly threads = 1;
  private readonly model: Model;
  private readonly forwardRows: number;
  private weights: readonly tf.Tensor[];
  /** Moment by moment, each in the order of the trainable weights. */
  private moments: readonly tf.Tensor[];
  private step: number;
  private pending: tf.Tensor1D[] = [];
  private taken: Float32Array[] = [];

  constructor(
    private readonly device: Device,
    private readonly options: BuildOptions,
  ) {
    const { architecture, state } = options;
    this.model = planModel(architecture);
    const { activationElements } = summarize(architecture);
    const rows = Math.floor(forwardBytes / bytesPerFloat / activationElements);
    this.forwardRows = Math.min(Math.max(rows, 1), maxForwardRows);
    this.step = state.step;
    this.weights = this.model.weights.map(({ shape }, place) =>
      tf.tensor(state.weights[place] ?? [], [...shape]),
    );
    this.moments = this.uploadMoments();
  }

  get memoryBytes(): number {
    const tensors = [...this.weights, ...this.moments];
    return tensors.reduce((bytes, { size }) => bytes + size * bytesPerFloat, 0);
  }

  async trainStep(batch: Batch, learningRate: number): Promise<void> {
    this.device.run(() => this.update(batch, learningRate));
    if (this.pending.length >= maxPendingSteps) await this.readPending();
  }

  async takeStepMetrics(): Promise<StepMetrics> {
    await this.readPending();
    const steps = this.taken;
    this.taken = [];
    return {
      losses: Float32Array.from(steps, ([loss]) => loss ?? 0),
      accuracies: Float32Array.from(steps, ([, accuracy]) => accuracy ?? 0),
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
    const weights = await this.readAll(this.weights);
    const moments = this.step === 0 ? [] : await this.readAll(this.moments);
    return { weights, moments, step: this.step };
  }

  dispose(): void {
    tf.dispose([...this.weights, ...this.moments, ...this.pending]);
    this.pending = [];
  }

  private uploadMoments(): readonly tf.Tensor[] {
    const { training, state } = this.options;
    if (training === undefined) return [];
    const { momentCount } = optimizers[training.optimizer];
    return Array.from({ length: momentCount }).flatMap((_, moment) =>
      this.model.trainable.map((place, order) => {
        const shape = [...(this.model.weights[place]?.shape ?? [])];
        const values = state.moments[moment * this.model.trainable.length + order];
        return values === undefined ? tf.zeros(shape) : tf.tensor(values, shape);
      }),
    );
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
    const { metrics, weights, moments } = tf.tidy(() => {
      const step = {
        images: uploadImages(batch, pixelRange),
        labels: uploadLabels(batch),
        seed: training.seed,
        step: this.step,
      };
      const gradients = computeGradients(this.model, this.weights, step);
      return { metrics: gradients.metrics, ...this.optimize(gradients, training, learningRate) };
    });
    tf.dispose(this.weights.filter((weight) => !weights.includes(weight)));
    tf.dispose([...this.moments]);
    this.weights = weights;
    this.moments = moments;
    this.pending.push(metrics);
    this.step += 1;
  }

  private optimize({ gradients, replaced }: Gradients, training: Training, learningRate: number) {
    const optimizer = optimizers[training.optimizer];
    const { trainable, weights: specs } = this.model;
    const weights = this.weights.map((weight, place) => replaced.get(place) ?? weight);
    const moments: tf.Tensor[] = [];
    trainable.forEach((place, order) => {
      const parameter = {
        weight: this.weights[place] as tf.Tensor, // places of weights
        gradient: gradients[order] as tf.Tensor, // one for each trainable weight
        moments: Array.from(
          { length: optimizer.momentCount },
          (_, moment) => this.moments[moment * trainable.length + order] as tf.Tensor,
        ),
        weightDecay: isKernel(specs[place] as WeightSpec) ? training.weightDecay : 0, // places of weights
      };
      const updated = optimizer.update(parameter, { learningRate, step: this.step + 1 });
      weights[place] = updated.weight;
      updated.moments.forEach((moment, index) => {
        moments[index * trainable.length + order] = moment;
      });
    });
    return { weights, moments };
  }

  private async readPending(): Promise<void> {
    const steps = this.pending;
    this.pending = [];
    if (steps.length === 0) return;
    const values = await this.device.read(this.device.run(() => tf.concat(steps)));
    tf.dispose(steps);
    for (let at = 0; at < values.length; at += 2) this.taken.push(values.subarray(at, at + 2));
  }

  private async readAll(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
    const values: Float32Array[] = [];
    for (const tensor of tensors)
      values.push(await this.device.read(this.device.run(() => tf.clone(tensor))));
    return values;
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
