import type { IntegerLayer } from '../../../compression/quantize/int8.ts';
import type { WindowGeometry } from '../../../core/window.ts';
import type { Kernels } from '../kernels.ts';
import { addressOf, createRows, perTile, type Rows, type Step, type Tile } from '../program.ts';

/** Where a layer of whole numbers is planned. */
export interface IntegerSite {
  readonly layer: IntegerLayer;
  readonly x: Rows;
  /** The second of two inputs, else x. */
  readonly other: Rows;
  readonly kernels: () => Kernels;
  readonly tileRows: number;
  /** Address of words that are written once. */
  readonly write: (words: () => Uint32Array, length: number) => number;
  /** Room for a tile's sums. */
  readonly sums: number;
}

export interface IntegerPlan {
  readonly y: Rows;
  readonly steps: readonly Step[];
}

/** Room for so many int16 an image. */
export const createCodes = (count: number): Rows => createRows(count / 2);

/** A layer's bounds less its zero point, as codes are kept. */
export const boundsOf = ({ low, high, output }: IntegerLayer) =>
  [low - output.zeroPoint, high - output.zeroPoint] as const;

/** One step from x to y. */
export function planStep(
  { layer, x }: IntegerSite,
  run: (tile: Tile, x: number, y: number) => void,
  others: readonly Rows[] = [],
): IntegerPlan {
  const y = createCodes(layer.outputSize);
  const step = perTile([x, y, ...others], (tile) =>
    run(tile, addressOf(x, tile), addressOf(y, tile)),
  );
  return { y, steps: [step] };
}

export interface Padded extends IntegerPlan {
  readonly imageBytes: number;
  readonly channels: number;
}

/** What a window slides over: the image with a border, each channel `repeat` times; x itself where it needs neither. */
export function planPadding(
  { x, kernels }: IntegerSite,
  window: WindowGeometry,
  repeat = 1,
): Padded {
  const { height, width, top, left, paddedHeight, paddedWidth } = window;
  const channels = window.channels * repeat;
  const size = paddedHeight * paddedWidth * channels;
  const whole = { imageBytes: size * 2, channels };
  if (repeat === 1 && paddedHeight === height && paddedWidth === width)
    return { ...whole, y: x, steps: [] };
  const y = createCodes(size);
  const place = [top, left, paddedHeight, paddedWidth] as const;
  const layout = [height, width, window.channels, ...place, repeat, 2] as const;
  const pad = perTile([x, y], (tile) =>
    kernels().padImages(addressOf(x, tile), addressOf(y, tile), tile.rows, ...layout),
  );
  return { ...whole, y, steps: [pad] };
}

/** Byte offsets in a padded image: of each window, and of a window's pixels. */
export function offsetsOf(window: WindowGeometry, { channels }: Padded) {
  const at = (y: number, x: number): number => (y * window.paddedWidth + x) * channels * 2;
  const { stride, dilation, size, outHeight, outWidth } = window;
  return {
    windows: grid(outHeight, outWidth, (y, x) => at(y * stride, x * stride)),
    taps: grid(size, size, (y, x) => at(y * dilation, x * dilation)),
    rows: grid(size, 1, (y) => at(y, 0)),
    columnStep: at(0, stride),
    rowStep: at(stride, 0),
  };
}

export const grid = (height: number, width: number, offset: (y: number, x: number) => number) =>
  Uint32Array.from({ length: height * width }, (_, i) => offset(Math.floor(i / width), i % width));
