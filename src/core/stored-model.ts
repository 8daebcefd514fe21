import { fromFloat16 } from './float16.ts';
import { weightSpecs } from './initialize.ts';
import type { Architecture, Recipe } from './recipe.ts';
import { type Shape, sizeOf } from './shape.ts';

/** A weight tensor as it is stored, in Keras' layout. */
export type StoredTensor =
  | { readonly type: 'float32'; readonly values: Float32Array }
  | { readonly type: 'float16'; readonly values: Uint16Array }
  /** value = scale · code; one scale, or one for each index of the last axis. */
  | {
      readonly type: 'integer';
      /** Of a code: 1 (−1 and 1) to 8, or 32 for a bias. */
      readonly bits: number;
      readonly values: Int8Array | Int32Array;
      readonly scales: Float32Array;
    }
  /** value = codebook[index]. */
  | {
      readonly type: 'codebook';
      readonly bits: number;
      readonly indices: Uint8Array;
      readonly codebook: Float32Array;
    };

/** real = scale · (code − zeroPoint), codes in [−128, 127]: TFLite's activations. */
export interface QuantizedRange {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * How a model computes. `float`: weights become float32 first. `dynamic`: int8 weights times inputs that are quantized row
 * by row. `int8`: whole numbers throughout; `ranges` are those of the input and then of every operation's output, of which
 * most layers have one.
 */
export type Arithmetic =
  | { readonly kind: 'float' }
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'int8'; readonly ranges: readonly QuantizedRange[] };

/** A trained network as it is kept and downloaded, compressed or not. */
export interface StoredModel {
  /** May differ from its recipe's: filters were removed, or batch norms folded. */
  readonly architecture: Architecture;
  readonly pixelRange: Recipe['setup']['pixelRange'];
  /** In Keras order. */
  readonly tensors: readonly StoredTensor[];
  readonly arithmetic: Arithmetic;
  /** How codes are written in its file. */
  readonly coding: 'packed' | 'huffman';
}

/** Whether it answers in whole numbers throughout. */
export const isInteger = (model: StoredModel | undefined): model is IntegerModel =>
  model?.arithmetic.kind === 'int8';

type IntegerModel = StoredModel & { readonly arithmetic: { readonly kind: 'int8' } };

/** A network as training leaves it. */
export const floatModel = (
  { architecture, setup }: Recipe,
  weights: readonly Float32Array[],
): StoredModel => ({
  architecture,
  pixelRange: setup.pixelRange,
  tensors: weights.map((values) => ({ type: 'float32', values })),
  arithmetic: { kind: 'float' },
  coding: 'packed',
});

/** Every weight as a float32, in Keras order. */
export const weightsOf = ({ tensors }: StoredModel): readonly Float32Array[] =>
  tensors.map(floatsOf);

/** A tensor's values as float32. */
export function floatsOf(tensor: StoredTensor): Float32Array {
  switch (tensor.type) {
    case 'float32':
      return tensor.values;
    case 'float16':
      return Float32Array.from(tensor.values, fromFloat16);
    case 'integer':
      return writeFloats(tensor, new Float32Array(tensor.values.length));
    case 'codebook':
      return Float32Array.from(tensor.indices, (index) => tensor.codebook[index] ?? 0);
    default:
      return tensor satisfies never;
  }
}

/** Writes the values of integer codes into `floats`, which is as long. */
export function writeFloats(
  { values, scales }: Pick<Extract<StoredTensor, { type: 'integer' }>, 'values' | 'scales'>,
  floats: Float32Array,
): Float32Array {
  for (let i = 0, c = 0; i < floats.length; i++) {
    floats[i] = (values[i] as number) * (scales[c] as number); // both below length
    if (++c === scales.length) c = 0;
  }
  return floats;
}

/** The number of values in a tensor. */
export const countOf = (tensor: StoredTensor): number =>
  tensor.type === 'codebook' ? tensor.indices.length : tensor.values.length;

/** Shapes of a model's tensors, in order. */
export const shapesOf = (architecture: Architecture): readonly Shape[] =>
  weightSpecs(architecture).map(({ spec }) => spec.shape);

/** Whether tensors have the sizes that the architecture's weights have. */
export function isWhole({ architecture, tensors }: StoredModel): boolean {
  const shapes = shapesOf(architecture);
  return (
    shapes.length === tensors.length &&
    tensors.every((tensor, place) => countOf(tensor) === sizeOf(shapes[place] ?? []))
  );
}
