import { sizeOf } from '../../../core/shape.ts';
import type { WindowGeometry } from '../../../core/window.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';
import type { PadPlan } from './pad.ts';

export interface SplitPlan extends PadPlan {
  /** Byte offsets in a group's image: of each window, and of each pixel in a window. */
  readonly windows: Uint32Array;
  readonly taps: Uint32Array;
  /** Bytes from one group's image to the next's, and from one row of a window to its next. */
  readonly groupBytes: number;
  readonly segmentBytes: number;
}

/**
 * The padded input as one image for each group, in whose rows pixels that lie `dilation` apart are neighbours: every window
 * of a grouped or dilated convolution is then a few runs of contiguous floats, as the products read them.
 */
export function planSplit(site: AnySite, window: WindowGeometry, groups: number): SplitPlan {
  const { dilation, size } = window;
  const geometry = {
    ...window,
    paddedWidth: Math.ceil(window.paddedWidth / dilation) * dilation,
  };
  const rowBytes = geometry.paddedWidth * (geometry.channels / groups) * 4;
  const offset = pixelOffset(geometry, groups);
  return {
    ...planCopies(site, geometry, groups),
    windows: grid(geometry.outHeight, geometry.outWidth, (y, x) =>
      offset(y * geometry.stride, x * geometry.stride),
    ),
    taps: grid(size, size, (y, x) => offset(y * dilation, x * dilation)),
    groupBytes: geometry.paddedHeight * rowBytes,
    segmentBytes: dilation * rowBytes,
  };
}

function planCopies(site: AnySite, geometry: WindowGeometry, groups: number): PadPlan {
  const { height, width, channels, top, left, paddedHeight, paddedWidth, dilation } = geometry;
  const { x, kernels } = site;
  const size = paddedHeight * paddedWidth * channels;
  const layout = [
    ...([height, width, channels, top, left, paddedHeight, paddedWidth] as const),
    ...([groups, dilation] as const),
  ] as const;
  const padded = createRows(size);
  return {
    padded,
    forward: [
      perTile([x, padded], (tile) =>
        kernels().splitImages(addressOf(x, tile), addressOf(padded, tile), tile.rows, ...layout),
      ),
    ],
    backward() {
      const dPadded = createRows(size);
      const dx = createRows(sizeOf(site.inputShape));
      const join = perTile([dPadded, dx], (tile) =>
        kernels().joinImages(addressOf(dPadded, tile), addressOf(dx, tile), tile.rows, ...layout),
      );
      return { dPadded, dx, steps: [join] };
    },
  };
}

/** Where `splitImages` puts a pixel of a group's image. */
function pixelOffset({ paddedWidth, channels, dilation }: WindowGeometry, groups: number) {
  const runLength = paddedWidth / dilation;
  return (y: number, x: number): number =>
    (y * paddedWidth + (x % dilation) * runLength + Math.floor(x / dilation)) *
    (channels / groups) *
    4;
}

const grid = (
  height: number,
  width: number,
  offset: (y: number, x: number) => number,
): Uint32Array =>
  Uint32Array.from({ length: height * width }, (_, i) => offset(Math.floor(i / width), i % width));
