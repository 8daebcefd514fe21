import { choice, type Fields, type FieldValue, flag, number, type ParamsOf } from './fields.ts';
import type { Shape } from './shape.ts';

export const activations = [
  'linear',
  'relu',
  'leaky_relu',
  'elu',
  'gelu',
  'sigmoid',
  'tanh',
] as const;
export type ActivationName = (typeof activations)[number];
/** Keras 3's default, below 0. */
export const leakyReluSlope = 0.2;

export const initializers = [
  'glorot_uniform',
  'glorot_normal',
  'he_uniform',
  'he_normal',
  'lecun_normal',
] as const;
/** The choices of a kernel, and what only some tensors have; `unit_forget_bias`: an LSTM's, 1 for its forget gate. */
export type Initializer =
  | (typeof initializers)[number]
  | 'zeros'
  | 'ones'
  | 'orthogonal'
  | 'unit_forget_bias';

/** One weight tensor of a layer, named, ordered and laid out as Keras does. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** False for running statistics and for every weight of a frozen layer. */
  readonly trainable: boolean;
  /** Whether magnitude pruning may touch it (tfmot's list: kernels, never biases, depthwise kernels or norms). */
  readonly prunable: boolean;
  /** λ of an L2 penalty λ·Σw² on this tensor (Keras' `l2`), 0 for none. */
  readonly l2: number;
}

/** AdamW's decay shrinks kernels; biases, scales and shifts stay free. */
export const isKernel = ({ name }: WeightSpec): boolean => name.endsWith('kernel');

export type ProblemCode =
  | 'needs-image'
  | 'needs-sequence'
  | 'needs-vector'
  | 'kernel-exceeds-input'
  | 'skip-empty'
  | 'skip-too-long'
  | 'needs-projection'
  | 'skip-mismatch'
  | 'stride-with-dilation'
  | 'indivisible-groups'
  | 'wrong-output'
  | 'empty'
  | 'too-many-parameters'
  | 'too-much-memory'
  | 'too-many-layers';

/** Why a layer cannot take its input; a value, never thrown. `message` says expected, received and what to do. */
export interface ShapeProblem {
  readonly code: ProblemCode;
  readonly message: string;
}

export type ShapeResult =
  | { readonly ok: true; readonly shape: Shape }
  | { readonly ok: false; readonly problem: ShapeProblem };

export const shaped = (shape: Shape): ShapeResult => ({ ok: true, shape });
export const refused = (code: ProblemCode, message: string): ShapeResult => ({
  ok: false,
  problem: { code, message },
});

export type LayerGroup =
  | 'convolution'
  | 'pooling'
  | 'sequence'
  | 'dense'
  | 'regularisation'
  | 'shape'
  | 'connection';

/** What a Keras config holds; `class_name` is a layer inside a layer. */
export type KerasValue =
  | null
  | FieldValue
  | readonly number[]
  | { readonly class_name: string; readonly config: KerasConfig };
export interface KerasConfig {
  readonly [name: string]: KerasValue;
}

export interface KerasLayer {
  readonly className: string;
  readonly config: KerasConfig;
  /** Where one of several takes its inputs from, as places in their list, −1 for the input of all; without, from the one before it. */
  readonly inputs?: readonly number[];
}

/** What a layer makes of its input, and what that takes. */
export interface LayerShapes<F extends Fields = Fields> {
  outputShape(params: ParamsOf<F>, input: Shape): ShapeResult;
  /** Multiply–accumulates for one example; `input` and `output` are shapes that `outputShape` accepted. */
  macs(params: ParamsOf<F>, input: Shape, output: Shape): number;
  /** Those of its MACs that multiply values with values, which no weight of zero saves; absent where there are none. */
  weightlessMacs?(params: ParamsOf<F>, input: Shape): number;
  weights(params: ParamsOf<F>, input: Shape): readonly WeightSpec[];
}

/** A layer's second input, its skip: the input of the layer so many rows above it. */
export interface LookBack<F extends Fields = Fields> {
  /** The field that says how many. Edits of the list keep it pointing to the same layer. */
  readonly spanField: keyof F & string;
  /** What the layer makes of its input beside a skip of this shape. */
  withSkip(skip: Shape): LayerShapes<F>;
}

export interface LayerDefinition<F extends Fields = Fields> extends LayerShapes<F> {
  readonly label: string;
  readonly group: LayerGroup;
  /** One sentence for the palette: what the layer does. */
  readonly purpose: string;
  readonly fields: F;
  /** Its output is its input seen with another shape: it needs no memory of its own. */
  readonly isView?: true;
  /** Values of one example beside input and output that backpropagation needs; absent where there are none. */
  innerElements?(params: ParamsOf<F>, input: Shape, output: Shape): number;
  /** For a layer of two inputs; its own `outputShape` then says what is wrong when there is no second. */
  readonly lookBack?: LookBack<F>;
  /**
   * The layer as Keras 3 would write it in a model's JSON, or the layers that it is there, the output's last; `input` is a
   * shape that `outputShape` accepted.
   */
  keras(params: ParamsOf<F>, input: Shape): KerasLayer | readonly KerasLayer[];
}

/** Checks a definition against its own fields and gives it back. */
export const defineLayer = <const F extends Fields>(definition: LayerDefinition<F>) => definition;

/** What every layer with a kernel carries. */
export const kernelFields = {
  activation: choice({
    label: 'Activation',
    hint: 'The bend after the weighted sum; without one, stacked layers are one linear map.',
    options: activations,
    default: 'linear',
    optionLabels: {
      linear: 'None',
      relu: 'ReLU',
      leaky_relu: 'Leaky ReLU',
      elu: 'ELU',
      gelu: 'GELU',
      sigmoid: 'Sigmoid',
      tanh: 'Tanh',
    },
  }),
  useBias: flag({
    label: 'Bias',
    hint: 'One number per output, added to the sum.',
    isRare: true,
    default: true,
  }),
  l2: number({
    label: 'L2',
    hint: 'Weight decay: adds λ·Σw² of the kernel to the loss.',
    isRare: true,
    min: 0,
    max: 1,
    default: 0,
    stops: [0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 0.1],
  }),
  initializer: choice({
    label: 'Initialiser',
    hint: 'How the kernel is drawn before the first step.',
    isRare: true,
    options: initializers,
    default: 'glorot_uniform',
    optionLabels: {
      glorot_uniform: 'Glorot uniform',
      glorot_normal: 'Glorot normal',
      he_uniform: 'He uniform',
      he_normal: 'He normal',
      lecun_normal: 'LeCun normal',
    },
  }),
  frozen: flag({
    label: 'Frozen',
    hint: 'Keeps these weights as they are while the rest trains.',
    isRare: true,
    default: false,
  }),
} as const;

type KernelParams = Pick<ParamsOf<typeof kernelFields>, 'initializer' | 'frozen' | 'l2'>;
type BiasParams = Pick<ParamsOf<typeof kernelFields>, 'useBias' | 'frozen'>;

/** A kernel that carries the layer's initialiser, L2 and freezing. */
export const kernelWeight = (
  params: KernelParams,
  weight: Pick<WeightSpec, 'name' | 'shape'> & Partial<WeightSpec>,
): WeightSpec => ({
  initializer: params.initializer,
  trainable: !params.frozen,
  prunable: true,
  l2: params.l2,
  ...weight,
});

/** The layer's bias as a list: empty when it has none. */
export const biasWeights = (params: BiasParams, units: number): readonly WeightSpec[] =>
  params.useBias
    ? [
        {
          name: 'bias',
          shape: [units],
          initializer: 'zeros',
          trainable: !params.frozen,
          prunable: false,
          l2: 0,
        },
      ]
    : [];

/** The part of a Keras config that kernels share. */
export const kerasKernelConfig = (params: { activation: ActivationName; useBias: boolean }) => ({
  activation: params.activation,
  use_bias: params.useBias,
});
