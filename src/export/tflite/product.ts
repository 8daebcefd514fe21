import { channelsOf, type Operation } from '../../compression/quantize/operations.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import type { KernelLayout } from './arithmetic.ts';
import { addValue, reshaped, shapeAt } from './graph.ts';
import { addActivation, addConv, addDepthwise, addFullyConnected } from './operators.ts';
import type { Site, Walk } from './site.ts';

interface ProductSite extends Site {
  readonly operation: Extract<Operation, { type: 'conv' | 'depthwise' }>;
}

/** Adds a layer's weighted sums, its bias and its ReLU, and gives the output's tensor. */
export function addProduct(walk: Walk, site: ProductSite, from: number): number {
  const { graph, arithmetic, values } = walk;
  const { operation, name, weights, inputs } = site;
  const own = shapeAt(graph, from);
  const x = reshaped({ graph, name: `${name}/input` }, from, inputShapeOf(walk, site, own));
  const shape = shapeOf(walk, site, shapeAt(graph, x));
  const isFlat = isFullyConnected(walk, site);
  const layout = layoutOf(operation, isFlat);
  const [kernelPlace = 0, bias] = weights;
  const kernel = arithmetic.kernel({ graph, name: `${name}/kernel` }, kernelPlace, layout);
  const places = { kernel: kernelPlace, bias, input: inputs[0] ?? 0, channels: layout.channels };
  const y = arithmetic.value({ graph, name }, shape, values.length);
  const product = {
    ...{ x, y, kernel: kernel.tensor, codes: kernel.codes, isRelu: operation.isRelu },
    bias: arithmetic.bias({ graph, name: `${name}/bias` }, places),
  };
  if (isFlat) addFullyConnected(graph, product, shape.length > 1);
  else if (operation.type === 'conv') addConv(graph, product, operation);
  else addDepthwise(graph, product, operation);
  return bent(walk, site, y);
}

/** Whether the layer is a matrix times the features of each place of a list or a sequence. */
const isMatrix = ({ operation, placed: { layer, skip } }: ProductSite): boolean =>
  operation.type === 'conv' &&
  (layer.kind === 'dense' || (layer.kind === 'add' && !isImage(skip?.shape ?? [])));

/**
 * In int8 a matrix is a convolution of one pixel: TensorFlow Lite's FULLY_CONNECTED with a scale for each channel rounds once
 * where its convolutions, and our runtime, round twice, and fewer runtimes have it.
 */
const isFullyConnected = ({ arithmetic }: Walk, site: ProductSite): boolean =>
  !arithmetic.isInt8 && isMatrix(site);

/** What is no image goes through a convolution as an image of one row. */
function inputShapeOf(walk: Walk, site: ProductSite, own: Shape): Shape {
  const { layer, input, skip } = site.placed;
  if (isFullyConnected(walk, site)) return (layer.kind === 'add' ? skip?.shape : input) ?? own;
  const { height, width, channels } = site.operation.window;
  return own.length === 3 && layer.kind === 'fire' ? own : [height, width, channels];
}

function shapeOf(walk: Walk, site: ProductSite, input: Shape): Shape {
  const { operation } = site;
  const channels = channelsOf(operation);
  if (isFullyConnected(walk, site)) return [...input.slice(0, -1), channels];
  const { size, stride, outHeight, outWidth } = operation.window;
  // A fire module's pixels are counted as one row.
  const sides = size === 1 && stride === 1 ? input.slice(0, 2) : [outHeight, outWidth];
  return [...sides, channels];
}

function layoutOf(operation: ProductSite['operation'], isFlat: boolean): KernelLayout {
  const { size, channels: depth } = operation.window;
  const channels = channelsOf(operation);
  if (operation.type === 'depthwise')
    return { shape: [1, size, size, channels], axis: 3, channels };
  const shape = isFlat ? [channels, depth] : [channels, size, size, depth / operation.groups];
  return { shape, axis: 0, channels };
}

/** A fire module bends what each of its convolutions gives; other layers are followed by their activation. */
function bent({ graph }: Walk, { placed: { layer }, name }: ProductSite, x: number): number {
  if (layer.kind !== 'fire') return x;
  const { activation } = layer.params;
  if (activation === 'relu' || activation === 'linear') return x;
  const y = addValue({ graph, name: `${name}/${activation}` }, shapeAt(graph, x));
  addActivation(graph, activation, { x, y, isInt8: false });
  return y;
}
