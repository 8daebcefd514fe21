import type { LayerParams } from '../../../core/layers/index.ts';
import { sizeOf } from '../../../core/shape.ts';
import { slideWindow } from '../../../core/window.ts';
import type { LayerPlan, LayerSite } from '../layer.ts';
import { addressOf, createRows, createScratch, perTile, type Rows, type Step } from '../program.ts';
import { planActivation } from './activate.ts';
import { planPadding } from './pad.ts';
import { panelBytes } from './products.ts';
import { kernelAndBias } from './tensors.ts';
import { repeatOffsets, windowOffsets } from './window.ts';

type ConvSite = LayerSite<LayerParams<'conv2d'>>;
type PoolSite = LayerSite<LayerParams<'maxPooling2d'>>;

/**
 * Conv2D and the MaxPooling2D after it as one: kernels/conv-pool.ts. The activation comes after the maximum: rising
 * functions and maxima commute.
 */
export function planConvPool(conv: ConvSite, pool: PoolSite): LayerPlan {
  const { kernels, layerIndex, needsInputGradient } = conv;
  const geometry = geometryOf(conv, pool);
  const { segments, segmentLength, columns } = geometry;
  const { kernel } = kernelAndBias(conv.tensors);
  const padding = planPadding(conv, geometry.window);
  const product = planProduct(conv, geometry);
  const packed = needsInputGradient
    ? conv.arena.shared(`layer ${layerIndex} columns`, geometry.packedBytes)
    : 0;
  const z = createRows(geometry.positions * columns);
  const pooled: Pooled = {
    ...{ conv, geometry, packed, z },
    x: padding.padded,
    winners: createRows(Math.ceil(z.floats / 4)), // a byte each
    offsets: writeOffsets(conv, geometry),
  };
  const { activation } = conv.params;
  const site = { ...conv, outputShape: pool.outputShape };
  const after = planActivation(site, activation, { z, inPlace: true });
  const packColumns = () =>
    kernels().packColumns(kernel.address, segments, segmentLength, columns, packed);
  return {
    y: after.y,
    prepare: packed ? [product.prepare, packColumns] : [product.prepare],
    forward: [
      ...padding.forward,
      product.forward(pooled),
      ...(activation === 'relu' ? [] : after.forward),
    ],
    backward(dy) {
      const before = after.backward(dy, dy);
      if (!needsInputGradient)
        return { steps: [...before, ...gradientSteps(pooled, dy, null)], dx: null };
      const { dPadded, dx, steps } = padding.backward();
      return { steps: [...before, ...gradientSteps(pooled, dy, dPadded), ...steps], dx };
    },
  };
}

interface Pooled {
  readonly conv: ConvSite;
  readonly geometry: ReturnType<typeof geometryOf>;
  readonly x: Rows;
  readonly z: Rows;
  readonly winners: Rows;
  /** Addresses: weights by column (0 when not needed), window offsets. */
  readonly packed: number;
  readonly offsets: number;
}

/** How the products of the forward pass are taken: what repacks the weights for them, and the step. */
interface Product {
  readonly prepare: () => void;
  forward(pooled: Pooled): Step;
}

function planProduct(conv: ConvSite, geometry: Pooled['geometry']): Product {
  const { kernelSize, strides } = conv.params;
  const { channels } = geometry.window;
  const isWinograd =
    kernelSize === 3 && strides === 1 && channels % 4 === 0 && channels >= leastChannels;
  return isWinograd ? winogradProduct(conv, geometry) : windowProduct(conv, geometry);
}

/** Fewer are not worth transforming the image for. */
const leastChannels = 8;

/** One register tile for each pooling window: kernels/conv-pool.ts. */
function windowProduct(conv: ConvSite, { depth, columns, positions, steps }: Pooled['geometry']) {
  const { kernels, layerIndex } = conv;
  const { kernel } = kernelAndBias(conv.tensors);
  const panels = conv.arena.shared(`layer ${layerIndex} panels`, panelBytes(depth, columns));
  return {
    prepare: () => kernels().packPanels(kernel.address, depth, columns, columns, panels),
    forward: ({ x, z, winners, offsets }: Pooled) =>
      perTile([x, z, winners], (tile) =>
        kernels().convPoolForward(
          ...([addressOf(x, tile), offsets, tile.rows * positions, ...steps, panels] as const),
          ...([biasOf(conv), addressOf(z, tile), addressOf(winners, tile)] as const),
          ...([columns, positions, floorOf(conv)] as const),
        ),
      ),
  };
}

/** Windows whose transformed pixels and products stay in the L2 cache. */
const winogradBlock = 48;

/** Winograd's way for 3×3 windows side by side: kernels/winograd.ts. */
function winogradProduct(
  conv: ConvSite,
  { window, columns, positions, steps }: Pooled['geometry'],
) {
  const { kernels, layerIndex } = conv;
  const { channels } = window;
  const { kernel } = kernelAndBias(conv.tensors);
  const bytes = 16 * panelBytes(channels, columns);
  const packed = conv.arena.shared(`layer ${layerIndex} winograd`, bytes);
  const scratch = createScratch(winogradBlock * (channels + 8) * 64);
  const [columnStep, rowStep] = steps;
  return {
    prepare: () => kernels().packWinograd(kernel.address, channels, columns, packed),
    forward: ({ x, z, winners, offsets }: Pooled) =>
      perTile([x, z, winners, scratch], (tile) =>
        kernels().winogradPoolForward(
          ...([addressOf(x, tile), offsets, tile.rows * positions, columnStep, rowStep] as const),
          ...([channels, packed, biasOf(conv), addressOf(z, tile)] as const),
          ...([addressOf(winners, tile), columns, winogradBlock, scratch.address] as const),
          floorOf(conv),
        ),
      ),
  };
}

const biasOf = ({ tensors }: ConvSite): number => kernelAndBias(tensors).bias?.address ?? 0;

/** ReLU is the product's own floor. */
const floorOf = ({ params }: ConvSite): number =>
  params.activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY;

function gradientSteps(pooled: Pooled, dz: Rows, dx: Rows | null): Step[] {
  const { conv, geometry, x, winners } = pooled;
  const { kernels } = conv;
  const { packedBytes, positions, columns, segments, segmentLength } = geometry;
  const { kernel, bias } = kernelAndBias(conv.tensors);
  const isTrained = kernel.spec.trainable;
  const lists = createScratch(positions * (16 + columns * 32));
  const dw = createScratch(packedBytes);
  const scatter = perTile([x, dz, winners, lists, dw, ...(dx ? [dx] : [])], (tile) => {
    if (dx) kernels().clear(addressOf(dx, tile), tile.rows * dx.floats * 4);
    kernels().clear(dw.address, packedBytes);
    kernels().convPoolGradient(
      ...([tile.rows, addressOf(x, tile), geometry.imageBytes, pooled.offsets] as const),
      ...([positions, ...geometry.steps, addressOf(dz, tile), addressOf(winners, tile)] as const),
      ...([columns, lists.address] as const),
      bias?.spec.trainable ? conv.gradientOf(bias, tile) : 0,
      ...([isTrained ? dw.address : 0, pooled.packed, dx ? addressOf(dx, tile) : 0] as const),
    );
  });
  if (!isTrained) return [scatter];
  const unpack = perTile([dw], (tile) => {
    const target = conv.gradientOf(kernel, tile);
    kernels().addPackedColumns(dw.address, segments, segmentLength, columns, target);
  });
  return [scatter, unpack];
}

function geometryOf(conv: ConvSite, pool: PoolSite) {
  const { kernelSize, filters } = conv.params;
  const window = slideWindow(conv.inputShape, { size: kernelSize, ...conv.params });
  const { channels, paddedHeight, paddedWidth, stride } = window;
  const segmentLength = kernelSize * channels;
  return {
    window,
    segments: kernelSize,
    segmentLength,
    imageBytes: paddedHeight * paddedWidth * channels * 4,
    columns: filters,
    positions: sizeOf(pool.outputShape) / filters,
    depth: kernelSize * segmentLength,
    /** The kernels' arguments from `columnStep` to `segmentLength`. */
    steps: [
      ...([stride * channels * 4, stride * paddedWidth * channels * 4] as const),
      ...([kernelSize, paddedWidth * channels * 4, segmentLength] as const),
    ] as const,
    packedBytes: filters * kernelSize * Math.ceil(segmentLength / 4) * 16,
    pooledWidth: pool.outputShape[1] ?? 1,
  };
}

/** Where each pooling window's first convolution begins, for a tile of images. */
function writeOffsets(conv: ConvSite, geometry: ReturnType<typeof geometryOf>): number {
  const { window, positions, pooledWidth, imageBytes } = geometry;
  const { outWidth, channels } = window;
  const first = (position: number): number =>
    Math.floor(position / pooledWidth) * 2 * outWidth + (position % pooledWidth) * 2;
  return conv.writeTable(
    `layer ${conv.layerIndex} pooling windows`,
    () => {
      const { windows } = windowOffsets(window, channels);
      const pooled = Uint32Array.from({ length: positions }, (_, p) => windows[first(p)] ?? 0);
      return repeatOffsets(pooled, { images: conv.tileRows, imageBytes });
    },
    positions * conv.tileRows,
  );
}

/**
 * Whether a layer and its next are a pair for `planConvPool`: windows of 2×2 that neither overlap nor leave the image, over
 * a convolution whose own windows are whole.
 */
export function isConvPool(conv: ConvSite['params'], pool: PoolSite): boolean {
  const [height = 0, width = 0] = pool.inputShape;
  const { poolSize, strides, padding } = pool.params;
  const staysInside = padding === 'valid' || (height % 2 === 0 && width % 2 === 0);
  const isPlain = conv.groups === 1 && conv.dilation === 1 && conv.activation !== 'gelu';
  return poolSize === 2 && strides === 2 && staysInside && isPlain;
}
