import type { WeightSpec } from '../../core/layer.ts';
import type { LayerKind, LayerParams } from '../../core/layers/index.ts';
import type { Shape } from '../../core/shape.ts';
import type { Rearrange } from './rearrange.ts';

/** A tensor of a module's state_dict. */
export interface TorchTensor {
  /** Below its layer: `weight`; empty where the layer is a parameter itself. */
  readonly name: string;
  readonly shape: Shape;
  /** The place of ours among the layer's weights; null for one that only PyTorch has, and which stays 0. */
  readonly from: number | null;
  readonly rearrange: Rearrange;
  readonly isCount?: true;
}

/** A layer as a PyTorch module has it: images are N×C×H×W there, sequences N×steps×features. */
export interface TorchLayer {
  /** What `__init__` assigns to the layer's name; null for one without weights or state. */
  readonly module: string | null;
  /** Lines of `forward`, from `x` to `x`. */
  readonly forward: readonly string[];
  /** In the order of the state_dict. */
  readonly tensors: readonly TorchTensor[];
}

/** A layer's place, as far as its code depends on it. */
export interface Place {
  /** Its attribute of the module. */
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly weights: readonly WeightSpec[];
  /** Of a layer of two inputs: the other's shape, and the variable that holds it. */
  readonly skip: { readonly shape: Shape; readonly name: string } | null;
}

export type Builders = {
  readonly [K in LayerKind]: (params: LayerParams<K>, place: Place) => TorchLayer;
};
