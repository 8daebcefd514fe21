import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerKind, LayerParams } from '../../core/layers/index.ts';

/** What a layer needs to know of the optimizer step that it is part of. */
export interface TrainingPass {
  readonly seed: number;
  /** Optimizer steps done before this one. */
  readonly step: number;
  /** Gives weight number `place` of the layer a new value once the step is done: running statistics. */
  replaceWeight(place: number, value: Tensor): void;
}

export interface LayerPass {
  /** The layer's place in the architecture. */
  readonly layerIndex: number;
  /** In Keras order and layout, as the layer's definition lists them. */
  readonly weights: readonly Tensor[];
  /** The second input of a layer that looks back. */
  readonly skip?: Tensor;
  /** Null at inference. */
  readonly training: TrainingPass | null;
}

/** A layer in tf core ops, batch first and channels last; its gradient is what tfjs derives from the ops. */
export type TfjsLayer<K extends LayerKind> = (
  input: Tensor,
  params: LayerParams<K>,
  pass: LayerPass,
) => Tensor;
