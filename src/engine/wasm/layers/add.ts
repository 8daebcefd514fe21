import { invariant } from '../../../core/invariant.ts';
import { projectionStride } from '../../../core/layers/add.ts';
import { isImage, sizeOf } from '../../../core/shape.ts';
import { slideWindow } from '../../../core/window.ts';
import type { AnySite, SkipSite, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step } from '../program.ts';
import { planProducts } from './products.ts';
import { kernelAndBias } from './tensors.ts';
import { windowOffsets } from './window.ts';

/** y = x + shortcut(skip). */
export const add: WasmLayer<'add'> = (site) => {
  const { x, skip } = site;
  invariant(skip !== null, 'a skip that reaches a layer');
  const shortcut =
    site.params.shortcut === 'projection' ? planProjection(site, skip) : planIdentity(site, skip);
  const y = createRows(x.floats);
  const sum = perTile([x, shortcut.y, y], (tile) =>
    site
      .kernels()
      .sum(
        ...([addressOf(x, tile), addressOf(shortcut.y, tile)] as const),
        ...([addressOf(y, tile), tile.rows * y.floats] as const),
      ),
  );
  return {
    y,
    ...(site.params.shortcut === 'projection' && { inner: [shortcut.y] }),
    prepare: shortcut.prepare,
    forward: [...shortcut.forward, sum],
    backward(dy) {
      const dSkip = skip.needsGradient ? createRows(skip.x.floats) : null;
      const steps = shortcut.backward(dy, dSkip);
      return { steps, dx: site.needsInputGradient ? dy : null, dSkip };
    },
  };
};

interface Shortcut {
  readonly y: Rows;
  readonly prepare: readonly (() => void)[];
  readonly forward: readonly Step[];
  backward(dy: Rows, dSkip: Rows | null): readonly Step[];
}

/** The gradient is copied, since layers above may write to the one that they are given. */
const planIdentity = ({ kernels }: AnySite, skip: SkipSite): Shortcut => ({
  y: skip.x,
  prepare: [],
  forward: [],
  backward: (dy, dSkip) =>
    dSkip === null
      ? []
      : [
          perTile([dy, dSkip], (tile) =>
            kernels().copy(addressOf(dy, tile), addressOf(dSkip, tile), tile.rows * dy.floats * 4),
          ),
        ],
});

/** A 1×1 convolution, or a dense layer over the last axis of what is no image. */
function planProjection(site: AnySite, skip: SkipSite): Shortcut {
  const channels = skip.shape.at(-1) ?? 1;
  return planProducts(
    { ...site, needsInputGradient: skip.needsGradient },
    {
      name: `layer ${site.layerIndex} projection`,
      x: skip.x,
      ...kernelAndBias(site.tensors),
      activation: 'linear',
      imageBytes: skip.x.floats * 4,
      windows: projectedPixels(site, skip),
      ...{ groups: 1, groupBytes: 0 },
      segments: 1,
      segmentBytes: 0,
      segmentLength: channels,
      taps: new Uint32Array(1),
      channels,
      columns: site.outputShape.at(-1) ?? 1,
    },
  );
}

/** Byte offsets of the pixels that a stride leaves, in one image of the skip. */
function projectedPixels({ outputShape }: AnySite, { shape }: SkipSite): Uint32Array {
  const channels = shape.at(-1) ?? 1;
  const strides = projectionStride(shape, outputShape) ?? 1;
  if (isImage(shape))
    return windowOffsets(slideWindow(shape, { size: 1, strides, padding: 'valid' }), channels)
      .windows;
  return Uint32Array.from({ length: sizeOf(shape) / channels }, (_, i) => i * channels * 4);
}
