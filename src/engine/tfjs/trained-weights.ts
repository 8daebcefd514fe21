import * as tf from '@tensorflow/tfjs-core';
import type { BuildOptions } from '../runtime.ts';
import {
  type Group,
  groupWeights,
  joined,
  parted,
  partsOf,
  type Rates,
  uploadJoined,
  uploadRates,
} from './flat.ts';
import type { Model } from './model.ts';
import { optimizers } from './optimizers.ts';

/** A group on the device. */
interface Held {
  readonly group: Group;
  readonly rates: Rates;
  weights: tf.Tensor1D;
  moments: readonly tf.Tensor1D[];
}

/** A network's trainable weights and what its optimizer remembers of them. */
export class TrainedWeights {
  private readonly held: readonly Held[];
  private readonly momentCount: number;

  constructor(
    model: Model,
    private readonly options: BuildOptions,
  ) {
    const { state, training } = options;
    const { trainable } = model;
    this.momentCount = training === undefined ? 0 : optimizers[training.optimizer].momentCount;
    const decay = training?.optimizer === 'adamw' ? training.weightDecay : 0;
    const valuesOf = ({ first, end }: Group) =>
      trainable.slice(first, end).map((place) => state.weights[place]);
    const momentsOf = ({ first, end }: Group, moment: number) =>
      state.moments.slice(moment * trainable.length + first, moment * trainable.length + end);
    this.held = groupWeights(model).map((group) => ({
      group,
      rates: training === undefined ? noRates : uploadRates(group, decay),
      weights: uploadJoined(group, valuesOf(group)),
      moments: Array.from({ length: this.momentCount }, (_, moment) =>
        uploadJoined(group, momentsOf(group, moment)),
      ),
    }));
  }

  /** Numbers on the device beside the views. */
  get elements(): number {
    return this.held.reduce(
      (sum, { group, moments }) => sum + group.elements * (1 + moments.length),
      0,
    );
  }

  /** The weights in order, each in its own shape; whoever asks disposes them. */
  views(): readonly tf.Tensor[] {
    return this.held.flatMap(({ weights, group }) => tf.tidy(() => [...parted(weights, group)]));
  }

  /** @param gradients of the loss without L2 terms, one for each weight */
  update(gradients: readonly tf.Tensor[], step: { learningRate: number; step: number }): void {
    const { training } = this.options;
    if (training === undefined) return;
    const optimizer = optimizers[training.optimizer];
    for (const held of this.held) {
      const { group, rates, weights, moments } = held;
      const updated = tf.tidy(() => {
        const ofLoss = joined(gradients.slice(group.first, group.end));
        const whole =
          rates.penalty === null ? ofLoss : tf.add(ofLoss, tf.mul(weights, rates.penalty));
        const parameters = { weights, gradients: whole, moments, decay: rates.decay };
        const { weights: next, moments: nextMoments } = optimizer.update(parameters, step);
        return [next, ...nextMoments] as tf.Tensor1D[]; // as flat as what they come from
      });
      for (const tensor of updated) tf.keep(tensor);
      tf.dispose([weights, ...moments]);
      const [next, ...nextMoments] = updated;
      held.weights = next as tf.Tensor1D; // an update has weights
      held.moments = nextMoments;
    }
  }

  /** Moment by moment, each in the order of the weights. */
  async readMoments(
    read: (tensor: tf.Tensor) => Promise<Float32Array>,
  ): Promise<readonly Float32Array[]> {
    const all: Float32Array[] = [];
    for (let moment = 0; moment < this.momentCount; moment++)
      for (const { group, moments } of this.held)
        all.push(...partsOf(await read(moments[moment] as tf.Tensor1D), group)); // so many moments
    return all;
  }

  dispose(): void {
    for (const { weights, moments, rates } of this.held) {
      const { penalty, decay } = rates;
      tf.dispose([weights, ...moments, penalty, decay].filter((tensor) => tensor !== null));
    }
  }
}

const noRates: Rates = { penalty: null, decay: null };
