import { largestFloat16, toFloat16 } from '../../core/float16.ts';
import { weightSpecs } from '../../core/initialize.ts';
import type { WeightSpec } from '../../core/layer.ts';
import type { Architecture } from '../../core/recipe.ts';
import {
  floatsOf,
  type StoredModel,
  type StoredTensor,
  weightsOf,
  writeFloats,
} from '../../core/stored-model.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import type { Compression, CompressionContext, FloatModel } from '../compression.ts';
import { type Projection, straightThrough } from '../straight-through.ts';
import { int8Tensors } from './int8.ts';
import { lowerToIntegerLayers } from './lower.ts';
import { operationsOf } from './operations.ts';
import { rangesOf } from './ranges.ts';
import { quantizeWeights, scalesOf } from './weights.ts';

type Params = TechniqueParams<'quantize'>;

/** Below this a tensor is not worth its scale: TFLite's `kWeightsMinNumElementsDefault`. */
const dynamicLeast = 1024;

/** Fewer bits a weight; with `int8` the arithmetic as well. */
export const quantize: Compression<'quantize'> = (params, context) => {
  const start = startOf(params, context.model);
  const { epochs, learningRate } = params;
  const keepsZeros = context.before.includes('prune');
  return {
    ...{ start, epochs, learningRate },
    ...(epochs > 0 && { constrain: straightThrough(projectionsOf(params, start), keepsZeros) }),
    finish: (trained) => finishOf(params, trained, context),
  };
};

/** What is quantized: for int8 the layers that whole numbers have. @throws EngineError in words where they have none */
function startOf({ format }: Params, model: StoredModel): FloatModel {
  const floats = { architecture: model.architecture, weights: weightsOf(model) };
  return format === 'int8' ? lowerToIntegerLayers(floats) : floats;
}

async function finishOf(
  params: Params,
  trained: FloatModel,
  { model, extents }: Pick<CompressionContext, 'model' | 'extents'>,
): Promise<StoredModel> {
  const { architecture, weights } = trained;
  const stored = { ...model, architecture };
  if (params.format !== 'int8') {
    const kind = params.format === 'dynamic' ? 'dynamic' : 'float';
    return { ...stored, tensors: tensorsOf(params, trained), arithmetic: { kind } };
  }
  const seen = await extents(trained, params.calibrationImages);
  const operations = operationsOf(architecture);
  const ranges = rangesOf(operations, seen);
  const tensors = int8Tensors(operations, weights, { ...params, ranges });
  return { ...stored, tensors, arithmetic: { kind: 'int8', ranges } };
}

/** A model's weights as this format stores them; for int8 its kernels alone, which need no calibration. */
export function tensorsOf(params: Params, { architecture, weights }: FloatModel): StoredTensor[] {
  const specs = specsOf(architecture);
  return weights.map((values, place) => {
    const spec = specs[place];
    return spec === undefined ? { type: 'float32', values } : tensorOf(params, spec, { values });
  });
}

const specsOf = (architecture: Architecture): readonly WeightSpec[] =>
  weightSpecs(architecture).map(({ spec }) => spec);

function tensorOf(params: Params, spec: WeightSpec, { values, codes }: Weights): StoredTensor {
  const float: StoredTensor = { type: 'float32', values };
  if (params.format === 'float16') return fitsFloat16(spec, values) ? halves(values) : float;
  const scales = scalesOf(spec, params.granularity);
  if (scales === 0) return float;
  if (params.format === 'dynamic' && values.length < dynamicLeast) return float;
  const bits = params.format === 'weights' ? params.bits : '8';
  return quantizeWeights(values, { bits, scales }, codes);
}

interface Weights {
  readonly values: Float32Array;
  /** Where codes are written, where it is not to be a new array. */
  readonly codes?: Int8Array<ArrayBuffer>;
}

const halves = (values: Float32Array): StoredTensor => ({
  type: 'float16',
  values: Uint16Array.from(values, toFloat16),
});

/** Running variances may be beyond or below what 16 bits tell apart. */
const fitsFloat16 = ({ name }: WeightSpec, values: Float32Array): boolean =>
  !name.startsWith('moving_') && values.every((value) => Math.abs(value) <= largestFloat16);

/** What each tensor is brought to after every step of training at the precision. */
const projectionsOf = (params: Params, { architecture, weights }: FloatModel): Projection[] =>
  specsOf(architecture).map((spec, place) => {
    const values = weights[place] ?? new Float32Array(0);
    if (tensorOf(params, spec, { values }).type === 'float32') return null;
    const codes = new Int8Array(values.length);
    return (latent, projected) => {
      const tensor = tensorOf(params, spec, { values: latent, codes });
      if (tensor.type === 'integer') writeFloats(tensor, projected);
      else projected.set(floatsOf(tensor));
    };
  });
