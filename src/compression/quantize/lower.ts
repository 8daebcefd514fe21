import { weightSpecs } from '../../core/initialize.ts';
import { createLayer, type Layer, type LayerParams } from '../../core/layers/index.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import { maxLayers } from '../../core/recipe.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import { kerasNames } from '../../core/summary.ts';
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
  readonly name: string;
}

/**
 * The same function in the layers that TFLite's integer arithmetic has: batch norms folded, ReLUs inside the layer before
 * them and other activations after it, separable convolutions in their two halves, and without what only training needs.
 * @throws EngineError in words where a layer has no integer form
 */
export function lowerToIntegerLayers({ architecture, weights }: FloatModel): FloatModel {
  const placed = placeLayers(architecture);
  const names = kerasNames(architecture);
  const specs = weightSpecs(architecture);
  const sources = new Set(placed.map(({ skip }) => skip?.from));
  const done: Lowered[] = [];
  const kept = new Set<number>();
  const starts: number[] = [];
  placed.forEach((layer, index) => {
    starts.push(done.length);
    if (sources.has(index)) kept.add(done.length - 1);
    const own = weights.filter((_, place) => specs[place]?.layerIndex === index);
    lowerLayer({ done, kept, starts, name: names[index] ?? '' }, layer, own);
  });
  if (done.length > maxLayers)
    throw new EngineError('internal', `Int8 would need more than ${maxLayers} layers here`);
  return {
    architecture: done.map(({ layer }) => layer),
    weights: done.flatMap((lowered) => lowered.weights),
  };
}

function lowerLayer(lowering: Lowering, placed: PlacedLayer, weights: Float32Array[]): void {
  const { layer } = placed;
  const { done, starts, name } = lowering;
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
      done.push({ layer, weights });
      return;
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
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
      if (layer.params.shortcut === 'projection') throw refusal(name, 'its projection has');
      const span = done.length - (starts[placed.skip?.from ?? 0] ?? 0);
      done.push({ layer: createLayer('add', layer.id, { ...layer.params, span }), weights });
      return;
    }
    default:
      throw refusal(name, 'it has');
  }
}

const refusal = (name: string, what: string): EngineError =>
  new EngineError(
    'internal',
    `Int8 arithmetic cannot run ${name}: ${what} no integer form here. Quantize the weights only: dynamic range, float16 or few bits`,
  );

type Product = Extract<Layer, { kind: 'conv2d' | 'depthwiseConv2d' | 'dense' }>;

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

/** Whether something may still be folded into a layer. */
const isOpen = (layer: Layer): layer is Product =>
  (layer.kind === 'conv2d' || layer.kind === 'depthwiseConv2d' || layer.kind === 'dense') &&
  layer.params.activation === 'linear';

function lowerNorm(
  { done, kept, name }: Lowering,
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
  // Alone it is a scale and a shift for each channel: a depthwise convolution of one pixel.
  if (!isImage(input)) throw refusal(name, 'without a layer to be folded into it has');
  const { scale, shift } = normAsScale(weights);
  done.push({
    layer: createLayer('depthwiseConv2d', layer.id, { kernelSize: 1 }),
    weights: [Float32Array.from(scale), Float32Array.from(shift)],
  });
}
