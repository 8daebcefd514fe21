import { weightSpecs } from '../../core/initialize.ts';
import { batchNormEpsilon } from '../../core/layers/batch-normalization.ts';
import { createLayer, type Layer, type LayerParams } from '../../core/layers/index.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import { maxLayers } from '../../core/recipe.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import { integerProblem } from '../../core/techniques/quantize.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { FloatModel } from '../compression.ts';
import { foldNorm, normAsScale } from './fold.ts';

/** A layer of the network that comes out, with its weights. */
interface Lowered {
  layer: Layer;
  weights: Float32Array[];
}

/** The network so far. */
interface Lowering {
  readonly done: Lowered[];
  /** Places of layers whose output an Add looks back to: nothing may be folded into them. */
  readonly kept: Set<number>;
  /** By place in the old network, that of the new layer which takes the same input. */
  readonly starts: number[];
}

/**
 * The same function in layers that TFLite's integer arithmetic has, by `lowerLayers`.
 * @throws EngineError in words where there is no such network
 */
export function lowerToIntegerLayers(model: FloatModel): FloatModel {
  const problem = integerProblem(model.architecture);
  if (problem !== null) throw new EngineError('internal', problem);
  const lowered = lowerLayers(model);
  const { length } = lowered.architecture;
  if (length > maxLayers)
    throw new EngineError(
      'internal',
      `Int8 would need ${length} layers here, and at most ${maxLayers} can be: remove some, or choose dynamic range or float16`,
    );
  return lowered;
}

/**
 * The same function in the layers that TFLite has: batch norms folded, ReLUs inside the layer before them and other
 * activations after it, separable convolutions in their two halves, and without what only training needs. A batch norm with
 * nothing to be folded into is a scale and a shift for each channel: a depthwise convolution of one pixel.
 */
export function lowerLayers({ architecture, weights }: FloatModel): FloatModel {
  const placed = placeLayers(architecture);
  const specs = weightSpecs(architecture);
  const sources = new Set(placed.map(({ skip }) => skip?.from));
  const done: Lowered[] = [];
  const kept = new Set<number>();
  const starts: number[] = [];
  placed.forEach((layer, index) => {
    starts.push(done.length);
    if (sources.has(index)) kept.add(done.length - 1);
    const own = weights.filter((_, place) => specs[place]?.layerIndex === index);
    lowerLayer({ done, kept, starts }, layer, own);
  });
  return {
    architecture: done.map(({ layer }) => layer),
    weights: done.flatMap((lowered) => lowered.weights),
  };
}

function lowerLayer(lowering: Lowering, placed: PlacedLayer, weights: Float32Array[]): void {
  const { layer } = placed;
  const { done, starts } = lowering;
  switch (layer.kind) {
    case 'dropout':
    case 'spatialDropout2d':
    case 'gaussianNoise':
      return;
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling2d':
    case 'globalAveragePooling1d':
    case 'flatten':
    case 'reshape':
    case 'fire':
    case 'simpleRnn':
    case 'lstm':
    case 'gru':
    case 'layerNormalization':
    case 'positionEmbedding':
    case 'multiHeadAttention':
      done.push({ layer, weights });
      return;
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
    case 'patchEmbedding':
      lowerProduct(lowering, layer, weights);
      return;
    case 'separableConv2d':
      lowerSeparable(lowering, layer, weights);
      return;
    case 'batchNormalization':
      lowerNorm(lowering, { layer, input: placed.input ?? [] }, weights);
      return;
    case 'activation':
      lowerActivation(lowering, layer.id, layer.params.activation);
      return;
    case 'add': {
      const source = starts[placed.skip?.from ?? 0] ?? 0;
      if (source === done.length) done.push(passing(`${layer.id}-skipped`)); // only noise was skipped
      const span = done.length - source;
      done.push({ layer: createLayer('add', layer.id, { ...layer.params, span }), weights });
      return;
    }
    default:
      layer satisfies never;
  }
}

const passing = (id: string): Lowered => ({
  layer: createLayer('activation', id, { activation: 'linear' }),
  weights: [],
});

type Product = Extract<Layer, { kind: 'conv2d' | 'depthwiseConv2d' | 'dense' | 'patchEmbedding' }>;

function lowerProduct(lowering: Lowering, layer: Product, weights: Float32Array[]): void {
  const { activation } = layer.params;
  lowering.done.push({ layer: withParams(layer, { activation: 'linear' }), weights });
  lowerActivation(lowering, `${layer.id}-activation`, activation);
}

const withParams = <L extends Layer>(layer: L, params: Partial<L['params']>): L => ({
  ...layer,
  params: { ...layer.params, ...params },
});

function lowerSeparable(
  lowering: Lowering,
  { id, params }: { id: string; params: LayerParams<'separableConv2d'> },
  [depthwise, ...pointwise]: Float32Array[],
): void {
  const { filters, ...window } = params;
  const first = createLayer('depthwiseConv2d', `${id}-depthwise`, { ...window, useBias: false });
  lowerProduct(lowering, withParams(first, { activation: 'linear' }), depthwise ? [depthwise] : []);
  const { activation, useBias } = params;
  const second = { filters, kernelSize: 1, activation, useBias };
  lowerProduct(lowering, createLayer('conv2d', id, second), pointwise);
}

/** Inside the layer before it where TFLite fuses it, else a layer of its own. */
function lowerActivation(
  { done, kept }: Lowering,
  id: string,
  activation: LayerParams<'activation'>['activation'],
): void {
  if (activation === 'linear') return;
  const before = done.at(-1);
  if (activation === 'relu' && before && isOpen(before.layer) && !kept.has(done.length - 1))
    before.layer = withParams(before.layer, { activation });
  else done.push({ layer: createLayer('activation', id, { activation }), weights: [] });
}

const products: readonly string[] = ['conv2d', 'depthwiseConv2d', 'dense', 'patchEmbedding'];

/** Whether something may still be folded into a layer. */
const isOpen = (layer: Layer): layer is Product =>
  products.includes(layer.kind) && (layer as Product).params.activation === 'linear';

function lowerNorm(
  { done, kept }: Lowering,
  { layer, input }: { layer: Layer; input: Shape },
  weights: Float32Array[],
): void {
  const before = done.at(-1);
  if (before && isOpen(before.layer) && !kept.has(done.length - 1)) {
    const [kernel = new Float32Array(0), bias] = before.weights;
    const folded = foldNorm(kernel, bias, weights);
    before.weights = [folded.kernel, folded.bias];
    before.layer = withParams(before.layer, { useBias: true });
    return;
  }
  const { scale, shift } = normAsScale(weights);
  const factors = [Float32Array.from(scale), Float32Array.from(shift)];
  if (isImage(input)) {
    done.push({
      layer: createLayer('depthwiseConv2d', layer.id, { kernelSize: 1 }),
      weights: factors,
    });
    return;
  }
  // No convolution takes what is no image: a norm whose statistics change nothing stands for it.
  const statistics = [0, 1 - batchNormEpsilon].map((value) => scale.map(() => value));
  done.push({
    layer: createLayer('batchNormalization', layer.id, { frozen: true }),
    weights: [...factors, ...statistics.map((values) => Float32Array.from(values))],
  });
}
