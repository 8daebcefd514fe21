import type { ActivationName } from '../../core/layer.ts';
import { projectionStride } from '../../core/layers/add.ts';
import type { LayerParams } from '../../core/layers/index.ts';
import { patchConvolution } from '../../core/layers/patch-embedding.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { isImage, mnistShape, type Shape, sizeOf } from '../../core/shape.ts';
import { slideWindow, type WindowGeometry } from '../../core/window.ts';
import { EngineError } from '../../protocol/errors.ts';

/** What an integer network computes, step by step; a dense layer is a convolution of one pixel, on an image of one row. */
export type Operation =
  | {
      readonly type: 'conv';
      readonly window: WindowGeometry;
      readonly groups: number;
      readonly filters: number;
      readonly isRelu: boolean;
    }
  | {
      readonly type: 'depthwise';
      readonly window: WindowGeometry;
      readonly multiplier: number;
      readonly isRelu: boolean;
    }
  | { readonly type: 'maxPool' | 'averagePool'; readonly window: WindowGeometry }
  /** The mean over all positions of each channel. */
  | { readonly type: 'mean'; readonly positions: number; readonly channels: number }
  | { readonly type: 'activation'; readonly activation: ActivationName }
  | { readonly type: 'add' }
  /** Two inputs side by side, pixel by pixel, each of so many channels. */
  | { readonly type: 'concat'; readonly channels: number }
  | { readonly type: 'view' };

/** An operation in its place. Values are numbered: 0 is the image, v what operation v − 1 gives. */
export interface PlacedOperation {
  readonly operation: Operation;
  readonly layerIndex: number;
  readonly inputs: readonly number[];
  /** Places of its kernel and bias, where it has them, among the network's weights; a batch norm's statistics after them. */
  readonly weights: readonly number[];
  readonly outputSize: number;
}

/** The operations of a network that `lowerToIntegerLayers` has made: one a layer, but for layers made of several. */
export function operationsOf(
  architecture: Architecture,
  inputShape: Shape = mnistShape,
): readonly PlacedOperation[] {
  const operations: PlacedOperation[] = [];
  /** By layer. */
  const inputs: number[] = [];
  let weight = 0;
  placeLayers(architecture, inputShape).forEach((layer, layerIndex) => {
    const x = operations.length;
    inputs.push(x);
    const skip = inputs[layer.skip?.from ?? layerIndex] ?? x;
    for (const { operation, from, tensors = 0 } of partsOf(layer, { x, skip })) {
      const weights = Array.from({ length: tensors }, (_, place) => weight + place);
      const outputSize = outputSizeOf(operation) ?? sizeOf(outputOf(layer));
      operations.push({ operation, layerIndex, inputs: from, weights, outputSize });
      weight += tensors;
    }
  });
  return operations;
}

/** Of an operation that knows it; of the others it is their layer's. */
function outputSizeOf(operation: Operation): number | null {
  if (operation.type !== 'conv') return null;
  const { window, filters } = operation;
  return window.outHeight * window.outWidth * filters;
}

/** Channels that have a weight scale and a bias of their own; 0 where there are no weights. */
export function channelsOf(operation: Operation): number {
  if (operation.type === 'conv') return operation.filters;
  return operation.type === 'depthwise' ? operation.window.channels * operation.multiplier : 0;
}

const outputOf = ({ output }: PlacedLayer): Shape => (output?.ok ? output.shape : []);

/** Values that a layer takes. */
export interface Sources {
  readonly x: number;
  readonly skip: number;
}

export interface Part {
  readonly operation: Operation;
  /** The values that it takes. */
  readonly from: readonly number[];
  /** Weight tensors that are its own. */
  readonly tensors?: number;
}

/** The operations of one layer; the first gives value x + 1. */
export function partsOf(placed: PlacedLayer, { x, skip }: Sources): readonly Part[] {
  const { layer } = placed;
  const input = placed.input ?? [];
  const one = (operation: Operation): readonly Part[] => [
    { operation, from: [x], tensors: placed.weights.length },
  ];
  switch (layer.kind) {
    case 'conv2d':
      return one(slidingConv(input, layer.params));
    case 'patchEmbedding':
      return one(slidingConv(input, patchConvolution(layer.params)));
    case 'dense':
      return one(conv(pixelsOf(input), { ...layer.params, filters: layer.params.units }));
    case 'depthwiseConv2d': {
      const { kernelSize, depthMultiplier, activation } = layer.params;
      const window = slideWindow(input, { ...layer.params, size: kernelSize });
      const isRelu = activation === 'relu';
      return one({ type: 'depthwise', window, multiplier: depthMultiplier, isRelu });
    }
    case 'batchNormalization':
      return one({ type: 'depthwise', window: pixelsOf(input), multiplier: 1, isRelu: false });
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const type = layer.kind === 'maxPooling2d' ? 'maxPool' : 'averagePool';
      return one({
        type,
        window: slideWindow(input, { ...layer.params, size: layer.params.poolSize }),
      });
    }
    case 'globalAveragePooling2d':
    case 'globalAveragePooling1d': {
      const channels = input.at(-1) ?? 1;
      return one({ type: 'mean', positions: sizeOf(input) / channels, channels });
    }
    case 'activation':
      return one({ type: 'activation', activation: layer.params.activation });
    case 'add':
      return layer.params.shortcut === 'identity'
        ? [{ operation: { type: 'add' }, from: [x, skip] }]
        : [
            { operation: projection(placed), from: [skip], tensors: placed.weights.length },
            { operation: { type: 'add' }, from: [x, x + 1] },
          ];
    case 'fire':
      return fire(input, layer.params, x);
    case 'flatten':
    case 'reshape':
      return one({ type: 'view' });
    default:
      throw new EngineError('internal', `Int8 arithmetic cannot run a ${layer.kind} layer`);
  }
}

interface ConvParams {
  readonly filters: number;
  readonly groups?: number;
  readonly activation: ActivationName;
}

const conv = (
  window: WindowGeometry,
  { filters, groups = 1, activation }: ConvParams,
): Operation => ({ type: 'conv', window, groups, filters, isRelu: activation === 'relu' });

const slidingConv = (input: Shape, params: LayerParams<'conv2d'>): Operation =>
  conv(slideWindow(input, { ...params, size: params.kernelSize }), params);

/** The last axis of any shape as the channels of pixels, each seen alone. */
function pixelsOf(shape: Shape): WindowGeometry {
  const channels = shape.at(-1) ?? 1;
  const row = [1, sizeOf(shape) / channels, channels];
  return slideWindow(row, { size: 1, strides: 1, padding: 'valid' });
}

/** An Add's shortcut: the pixels that its stride leaves of the skip, each through one kernel. */
function projection({ skip, input }: PlacedLayer): Operation {
  const from = skip?.shape ?? [];
  const to = input ?? [];
  const strides = projectionStride(from, to) ?? 1;
  const window = isImage(from)
    ? slideWindow(from, { size: 1, strides, padding: 'valid' })
    : pixelsOf(from);
  return conv(window, { filters: to.at(-1) ?? 1, activation: 'linear' });
}

/** Values: the squeeze x + 1, the expansions x + 2 and x + 3. */
function fire(input: Shape, params: LayerParams<'fire'>, x: number): readonly Part[] {
  const { squeezeFilters, expandFilters: filters, activation, useBias } = params;
  const tensors = useBias ? 2 : 1;
  const squeezed = [...input.slice(0, 2), squeezeFilters];
  const expand = (size: number): Part => {
    const window = slideWindow(squeezed, { size, strides: 1, padding: 'same' });
    return { operation: conv(window, { filters, activation }), from: [x + 1], tensors };
  };
  return [
    {
      operation: conv(pixelsOf(input), { filters: squeezeFilters, activation }),
      ...{ from: [x], tensors },
    },
    ...[expand(1), expand(3)],
    { operation: { type: 'concat', channels: filters }, from: [x + 2, x + 3] },
  ];
}
