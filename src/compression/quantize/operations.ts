import type { ActivationName } from '../../core/layer.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import {
  dilatedLength,
  type ImageShape,
  isImage,
  type Padding,
  paddingBefore,
  type Shape,
  sizeOf,
} from '../../core/shape.ts';
import { EngineError } from '../../protocol/errors.ts';

/** A square window that slides over an image; a dense layer's is one pixel wide, on an image of one row. */
export interface Sliding {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Rows and columns of padding before the image's own. */
  readonly top: number;
  readonly left: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** What a layer of an integer network computes. */
export type Operation =
  | {
      readonly type: 'conv';
      readonly window: Sliding;
      readonly groups: number;
      readonly filters: number;
      readonly isRelu: boolean;
    }
  | {
      readonly type: 'depthwise';
      readonly window: Sliding;
      readonly multiplier: number;
      readonly isRelu: boolean;
    }
  | { readonly type: 'maxPool' | 'averagePool'; readonly window: Sliding }
  /** The mean over all positions of each channel. */
  | { readonly type: 'mean'; readonly positions: number; readonly channels: number }
  | { readonly type: 'activation'; readonly activation: ActivationName }
  /** The sum of the input and of the input of layer `from`. */
  | { readonly type: 'add'; readonly from: number }
  | { readonly type: 'view' };

export interface PlacedOperation {
  readonly operation: Operation;
  readonly inputSize: number;
  readonly outputSize: number;
}

/** The operations of a network that `lowerToIntegerLayers` has made, one a layer. */
export const operationsOf = (architecture: Architecture): readonly PlacedOperation[] =>
  placeLayers(architecture).map((placed) => ({
    operation: operationOf(placed),
    inputSize: sizeOf(placed.input ?? []),
    outputSize: sizeOf(outputOf(placed)),
  }));

const outputOf = ({ output }: PlacedLayer): Shape => (output?.ok ? output.shape : []);

function operationOf(placed: PlacedLayer): Operation {
  const { layer, input, skip } = placed;
  const shape = input ?? [];
  const [rows = 1, columns = 1] = outputOf(placed);
  switch (layer.kind) {
    case 'conv2d': {
      const { filters, groups, activation, kernelSize } = layer.params;
      const window = slide(shape, { ...layer.params, size: kernelSize }, [rows, columns]);
      return { type: 'conv', window, groups, filters, isRelu: activation === 'relu' };
    }
    case 'depthwiseConv2d': {
      const { depthMultiplier, activation, kernelSize } = layer.params;
      const window = slide(shape, { ...layer.params, size: kernelSize }, [rows, columns]);
      return {
        type: 'depthwise',
        window,
        multiplier: depthMultiplier,
        isRelu: activation === 'relu',
      };
    }
    case 'dense': {
      const { units, activation } = layer.params;
      const channels = shape.at(-1) ?? 1;
      const steps = sizeOf(shape) / channels;
      const pixel = { size: 1, strides: 1, padding: 'valid' } as const;
      const window = slide([1, steps, channels], pixel, [1, steps]);
      return { type: 'conv', window, groups: 1, filters: units, isRelu: activation === 'relu' };
    }
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const type = layer.kind === 'maxPooling2d' ? 'maxPool' : 'averagePool';
      const size = layer.params.poolSize;
      return { type, window: slide(shape, { ...layer.params, size }, [rows, columns]) };
    }
    case 'globalAveragePooling2d':
    case 'globalAveragePooling1d': {
      const channels = shape.at(-1) ?? 1;
      return { type: 'mean', positions: sizeOf(shape) / channels, channels };
    }
    case 'activation':
      return { type: 'activation', activation: layer.params.activation };
    case 'add':
      return { type: 'add', from: skip?.from ?? 0 };
    case 'flatten':
    case 'reshape':
      return { type: 'view' };
    default:
      throw new EngineError('internal', `Int8 arithmetic cannot run a ${layer.kind} layer`);
  }
}

interface Window {
  readonly size: number;
  readonly strides: number;
  readonly padding: Padding;
  readonly dilation?: number;
}

function slide(
  shape: Shape,
  { size, strides, padding, dilation = 1 }: Window,
  [outHeight, outWidth]: readonly [number, number],
): Sliding {
  const [height, width, channels]: ImageShape = isImage(shape) ? shape : [1, 1, sizeOf(shape)];
  const span = dilatedLength(size, dilation);
  const options = { stride: strides, padding };
  return {
    ...{ height, width, channels, size, stride: strides, dilation, outHeight, outWidth },
    top: paddingBefore(height, span, options),
    left: paddingBefore(width, span, options),
  };
}

/** The pixels of the image that lie in the window of an output position, and the window's own place for each. */
export function forWindow(
  window: Sliding,
  { row, column }: { readonly row: number; readonly column: number },
  visit: (pixel: number, tap: number) => void,
): void {
  const { height, width, size, stride, dilation, top, left } = window;
  for (let ky = 0; ky < size; ky++) {
    const y = row * stride - top + ky * dilation;
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < size; kx++) {
      const x = column * stride - left + kx * dilation;
      if (x >= 0 && x < width) visit(y * width + x, ky * size + kx);
    }
  }
}

/** Every output position of a window, with its number. */
export function forPositions(
  { outHeight, outWidth }: Sliding,
  visit: (at: { readonly row: number; readonly column: number }, position: number) => void,
): void {
  for (let row = 0; row < outHeight; row++)
    for (let column = 0; column < outWidth; column++)
      visit({ row, column }, row * outWidth + column);
}
