import { projectionStride } from '../../core/layers/add.ts';
import type { LayerParams } from '../../core/layers/index.ts';
import { patchConvolution } from '../../core/layers/patch-embedding.ts';
import type { ImageShape, Shape } from '../../core/shape.ts';
import { slideWindow, type WindowGeometry } from '../../core/window.ts';
import { activated } from './activated.ts';
import { asItIs, convKernel, depthwiseKernel } from './arrange.ts';
import type { Attributes } from './graph.ts';
import { reshaped, type Site, transposed } from './site.ts';

/** Keras' `same` in numbers: where the zeros are odd, the end has one more. */
function windowAttributes(window: WindowGeometry): Attributes {
  const { height, width, paddedHeight, paddedWidth, top, left, size, stride } = window;
  return {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [top, left, paddedHeight - height - top, paddedWidth - width - left],
  };
}

interface Convolution {
  readonly window: WindowGeometry;
  /** The layer's own name of the kernel, and of the bias, which it may lack. */
  readonly kernel: string;
  readonly bias?: string;
  readonly groups?: number;
}

function convolved(site: Site, x: string, convolution: Convolution): string {
  const { window, kernel, bias, groups = 1 } = convolution;
  const isDepthwise = kernel === 'depthwise_kernel';
  const weights = [site.weight(kernel, isDepthwise ? depthwiseKernel : convKernel)];
  if (bias !== undefined && site.has(bias)) weights.push(site.weight(bias, asItIs));
  return site.graph.node('Conv', [x, ...weights], {
    ...windowAttributes(window),
    dilations: [window.dilation, window.dilation],
    group: isDepthwise ? window.channels : groups,
  });
}

type Window = Pick<LayerParams<'conv2d'>, 'kernelSize' | 'strides' | 'padding' | 'dilation'>;
const windowOf = ({ input }: Site, params: Window): WindowGeometry =>
  slideWindow(input, { ...params, size: params.kernelSize });

/** One that sees each pixel by itself. */
const onePixel = (input: Shape, strides = 1): WindowGeometry =>
  slideWindow(input, { size: 1, strides, padding: 'valid' });

export function conv2d(site: Site, x: string, params: LayerParams<'conv2d'>): string {
  const window = windowOf(site, params);
  const sums = convolved(site, x, {
    ...{ window, groups: params.groups, kernel: 'kernel', bias: 'bias' },
  });
  return site.value(activated(site, sums, params.activation));
}

export function depthwiseConv2d(
  site: Site,
  x: string,
  params: LayerParams<'depthwiseConv2d'>,
): string {
  const window = windowOf(site, params);
  const sums = convolved(site, x, { window, kernel: 'depthwise_kernel', bias: 'bias' });
  return site.value(activated(site, sums, params.activation));
}

export function separableConv2d(
  site: Site,
  x: string,
  params: LayerParams<'separableConv2d'>,
): string {
  const window = windowOf(site, params);
  const between = convolved(site, x, { window, kernel: 'depthwise_kernel' });
  const sums = convolved(site, between, {
    window: onePixel(site.output),
    ...{ kernel: 'pointwise_kernel', bias: 'bias' },
  });
  return site.value(activated(site, sums, params.activation));
}

/** Patches as steps, row by row. */
export function patchEmbedding(
  site: Site,
  x: string,
  params: LayerParams<'patchEmbedding'>,
): string {
  const window = windowOf(site, patchConvolution(params));
  const sums = convolved(site, x, { window, kernel: 'kernel', bias: 'bias' });
  const image = activated(site, sums, params.activation);
  const steps = reshaped(site, image, [0, params.units, -1]);
  return site.value(transposed(site, steps, [0, 2, 1]));
}

/** The squeeze, both expansions of it, and those side by side. */
export function fire(site: Site, x: string, { activation }: LayerParams<'fire'>): string {
  const part = (from: string, name: string, kernelSize: number): string => {
    const window = slideWindow(site.input, { size: kernelSize, strides: 1, padding: 'same' });
    const kernel = `${name}/kernel`;
    const sums = convolved(site, from, { window, kernel, bias: `${name}/bias` });
    return site.value(activated(site, sums, activation));
  };
  const squeezed = part(x, 'squeeze', 1);
  const expanded = [part(squeezed, 'expand1x1', 1), part(squeezed, 'expand3x3', 3)];
  return site.value(site.graph.node('Concat', expanded, { axis: 1 }));
}

/** An Add's shortcut between images. */
export function projectedImage(site: Site, skip: string, shape: Shape): string {
  const window = onePixel(shape, projectionStride(shape, site.input) ?? 1);
  return site.value(convolved(site, skip, { window, kernel: 'kernel', bias: 'bias' }));
}

/** @param opType MaxPool, or AveragePool, which leaves the padding out of its means as Keras does */
export const pooling =
  (opType: 'MaxPool' | 'AveragePool') =>
  (site: Site, x: string, params: LayerParams<'maxPooling2d'>): string => {
    const window = slideWindow(site.input, { ...params, size: params.poolSize });
    return site.value(site.graph.node(opType, [x], windowAttributes(window)));
  };

export function globalAveragePooling2d(site: Site, x: string): string {
  const [, , channels] = site.input as ImageShape; // core accepted it
  const means = site.graph.node('GlobalAveragePool', [x]);
  return site.value(reshaped(site, means, [0, channels]));
}
