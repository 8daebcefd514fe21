import type { Architecture } from '../core/recipe.ts';
import type { StoredModel } from '../core/stored-model.ts';
import type { TechniqueKind, TechniqueParams } from '../core/techniques/index.ts';
import type { TrainingSetup } from '../core/training-setup.ts';

/** Smallest and largest value seen, 0 among them. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** A network with float weights in Keras order, as it trains. */
export interface FloatModel {
  readonly architecture: Architecture;
  readonly weights: readonly Float32Array[];
}

/** The numbers of a network that trains, to be changed in place between two steps. */
export interface LiveWeights {
  /** In Keras order. */
  readonly weights: readonly Float32Array[];
  /** The optimizer's: all first moments in the order of the trainable weights, then all second ones. */
  readonly moments: readonly Float32Array[];
}

export interface CompressionContext {
  /** What the technique is applied to. */
  readonly model: StoredModel;
  /** Kinds of the steps before, first to last. */
  readonly before: readonly TechniqueKind[];
  /** How the network was trained, and how it is fine-tuned but for epochs and rate. */
  readonly setup: TrainingSetup;
  readonly stepsPerEpoch: number;
  /** What so many of the first training images make of a network's input and of each of its operations. */
  extents(network: FloatModel, images: number): Promise<readonly Extent[]>;
}

/** What a technique does around training: before, between the steps, and after. */
export interface CompressionPlan {
  readonly start: FloatModel;
  /** 0: no step is taken. */
  readonly epochs: number;
  readonly learningRate: number;
  /**
   * Brings the live weights to what the technique wants: called before the first step with 0, and after every optimizer step
   * with the number of steps done. Validation sees the weights as they are then.
   */
  readonly constrain?: (live: LiveWeights, step: number) => void;
  /** The compressed network from what training left. */
  finish(trained: FloatModel): StoredModel | Promise<StoredModel>;
}

/** The worker half of a technique. @throws EngineError in words when the network cannot be compressed so */
export type Compression<K extends TechniqueKind> = (
  params: TechniqueParams<K>,
  context: CompressionContext,
) => CompressionPlan | Promise<CompressionPlan>;
