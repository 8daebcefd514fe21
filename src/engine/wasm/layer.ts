import type { IntegerTensor } from '../../compression/quantize/weights.ts';
import type { LayerKind, LayerParams } from '../../core/layers/index.ts';
import type { Shape } from '../../core/shape.ts';
import type { Kernels } from './kernels.ts';
import type { Arena } from './memory.ts';
import type { KernelGradient, Rows, Step, Tile } from './program.ts';
import type { Tensor } from './weights.ts';

/** What a layer is given to plan itself with. Kernels are bound later: steps read them when they run. */
export interface LayerSite<Params> {
  readonly params: Params;
  readonly layerIndex: number;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly x: Rows;
  /** The second input of a layer that looks back. */
  readonly skip: SkipSite | null;
  /** The layer's weights in Keras order. */
  readonly tensors: readonly Tensor[];
  readonly isTraining: boolean;
  readonly needsInputGradient: boolean;
  readonly seed: number;
  readonly tileRows: number;
  readonly microBatches: number;
  readonly arena: Arena;
  readonly kernels: () => Kernels;
  /** A tensor's int8 codes where the network is to multiply by them, else null. */
  readonly codesOf: (tensor: Tensor) => IntegerTensor | null;
  /** Address of a tensor's gradient in the accumulator of the tile's micro-batch. */
  readonly gradientOf: (tensor: Tensor, tile: Tile) => number;
  /** Words (offset tables) to write once, when the memory exists. */
  readonly writeTable: (name: string, words: () => Uint32Array, length: number) => number;
}

export interface SkipSite {
  readonly x: Rows;
  readonly shape: Shape;
  readonly needsGradient: boolean;
}

/** A layer's part of a program. */
export interface LayerPlan {
  readonly y: Rows;
  /** Of a layer that is several operations in whole numbers: what those before the last give, in their order. */
  readonly inner?: readonly Rows[];
  /** Run whenever weights have changed: what forward or backward wants them repacked as. */
  readonly prepare: readonly (() => void)[];
  readonly forward: readonly Step[];
  /** From the gradient of y to those of the weights and, when the site needs them, of x and of its skip. */
  backward(dy: Rows): BackwardPlan;
}

export interface BackwardPlan {
  readonly steps: readonly Step[];
  /** Of weights whose gradients micro-batches do not add up: see `Tensor.gradientOver`. */
  readonly gradients?: readonly KernelGradient[];
  /** May be dy itself: whoever comes next may write to it. */
  readonly dx: Rows | null;
  /** Nobody else's; it waits for the layer whose input the skip is. */
  readonly dSkip?: Rows | null;
}

export type WasmLayer<K extends LayerKind> = (site: LayerSite<LayerParams<K>>) => LayerPlan;
export type AnySite = LayerSite<unknown>;
