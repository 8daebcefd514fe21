import type { LayerParams } from '../../../core/layers/index.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { LayerPlan, LayerSite } from '../layer.ts';
import { addressOf, createRows, createScratch, perTile, type Rows, type Step } from '../program.ts';
import { planActivation } from './activate.ts';
import { planPadding } from './pad.ts';
import { panelBytes } from './products.ts';
import { kernelAndBias } from './tensors.ts';
import { repeatOffsets, slideWindow, windowOffsets } from './window.ts';

type ConvSite = LayerSite<LayerParams<'conv2d'>>;
type PoolSite = LayerSite<LayerParams<'maxPooling2d'>>;

/**
 * Conv2D and the MaxPooling2D after it as one: kernels/conv-pool.ts. The activation comes after the maximum: rising
 * functions and maxima commute.
 */
export function planConvPool(conv: ConvSite, pool: PoolSite): LayerPlan {
  const { kernels } = conv;
  const geometry = geometryOf(conv, pool);
  const { segments, segmentLength, columns, positions } = geometry;
  const { kernel, bias } = kernelAndBias(conv.tensors);
  const padding = planPadding(conv, geometry.window);
  const x = padding.padded;
  const panels = conv.arena.shared(`layer ${conv.layerIndex} panels`, geometry.panelBytes);
  const offsets = writeOffsets(conv, geometry);
  const z = createRows(positions * columns);
  const winners = createRows(Math.ceil(z.floats / 4)); // a byte each
  const isRelu = conv.params.activation === 'relu';
  const activation = planActivation(
    { ...conv, outputShape: pool.outputShape },
    conv.params.activation,
    { z, inPlace: true },
  );
  const rows = [
    ...[geometry.columnStep, geometry.rowStep],
    ...[segments, geometry.segmentBytes, segmentLength],
  ] as const as readonly [number, number, number, number, number];

  const multiply = perTile([x, z, winners], (tile) =>
    kernels().convPoolForward(
      addressOf(x, tile),
      offsets,
      tile.rows * positions,
      ...rows,
      panels,
      bias?.address ?? 0,
      addressOf(z, tile),
      addressOf(winners, tile),
      columns,
      positions,
      isRelu ? 0 : -Infinity,
    ),
  );
  const packed = conv.needsInputGradient
    ? conv.arena.shared(`layer ${conv.layerIndex} columns`, geometry.packedBytes)
    : 0;
  const prepare = [
    () => kernels().packPanels(kernel.address, segments * segmentLength, columns, panels),
  ];
  if (packed)
    prepare.push(() =>
      kernels().packColumns(kernel.address, segments, segmentLength, columns, packed),
    );

  const scatter = (dz: Rows, dx: Rows | null): Step => {
    const lists = createScratch(positions * (16 + columns * 32));
    const dw = createScratch(geometry.packedBytes);
    const isTrained = kernel.spec.trainable;
    const uses = [x, dz, winners, lists, dw, ...(dx ? [dx] : [])];
    return perTile(uses, (tile) => {
      const target = dx ? addressOf(dx, tile) : 0;
      if (dx) kernels().clear(target, tile.rows * dx.floats * 4);
      kernels().clear(dw.address, geometry.packedBytes);
      kernels().convPoolGradient(
        tile.rows,
        addressOf(x, tile),
        geometry.imageBytes,
        offsets,
        positions,
        ...rows,
        addressOf(dz, tile),
        addressOf(winners, tile),
        columns,
        lists.address,
        bias?.spec.trainable ? conv.gradientOf(bias, tile) : 0,
        isTrained ? dw.address : 0,
        packed,
        target,
      );
      if (isTrained)
        kernels().addPackedColumns(
          dw.address,
          segments,
          segmentLength,
          columns,
          conv.gradientOf(kernel, tile),
        );
    });
  };

  return {
    y: activation.y,
    prepare,
    forward: [...padding.forward, multiply, ...(isRelu ? [] : activation.forward)],
    backward(dy) {
      const before = activation.backward(dy, dy);
      if (!conv.needsInputGradient) return { steps: [...before, scatter(dy, null)], dx: null };
      const { dPadded, dx, steps } = padding.backward();
      return { steps: [...before, scatter(dy, dPadded), ...steps], dx };
    },
  };
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
    segmentBytes: paddedWidth * channels * 4,
    imageBytes: paddedHeight * paddedWidth * channels * 4,
    columns: filters,
    positions: sizeOf(pool.outputShape) / filters,
    columnStep: stride * channels * 4,
    rowStep: stride * paddedWidth * channels * 4,
    panelBytes: panelBytes(kernelSize * segmentLength, filters),
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

/** Whether a layer and its next are a pair for `planConvPool`: windows of 2×2 that neither overlap nor leave the image. */
export function isConvPool(conv: ConvSite['params'], pool: PoolSite): boolean {
  const [height = 0, width = 0] = pool.inputShape;
  const { poolSize, strides, padding } = pool.params;
  const staysInside = padding === 'valid' || (height % 2 === 0 && width % 2 === 0);
  return poolSize === 2 && strides === 2 && staysInside && conv.activation !== 'gelu';
}
