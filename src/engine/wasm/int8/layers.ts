import type { IntegerLayer } from '../../../compression/quantize/int8.ts';
import type { Operation, Sliding } from '../../../compression/quantize/operations.ts';
import { addFactors } from '../../../compression/quantize/reference.ts';
import type { Kernels } from '../kernels.ts';
import { repeatOffsets } from '../layers/window.ts';
import { addressOf, createRows, perTile, type Rows, type Step, type Tile } from '../program.ts';
import {
  factorWords,
  type Matrix,
  packFactors,
  packPanels,
  packShorts,
  packTaps,
  pairsOf,
  panelWords,
} from './pack.ts';

/** Where a layer of whole numbers is planned. */
export interface IntegerSite {
  readonly layer: IntegerLayer;
  readonly x: Rows;
  /** The second input of an Add. */
  readonly skip: Rows | null;
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

export function planLayer(site: IntegerSite): IntegerPlan {
  const { operation } = site.layer;
  switch (operation.type) {
    case 'conv':
      return planConv(site, operation, null);
    case 'depthwise':
      return planDepthwise(site, operation);
    case 'maxPool':
    case 'averagePool':
      return planPool(site, operation);
    case 'mean':
      return planMean(site, operation);
    case 'activation':
      return planTable(site);
    case 'add':
      return planAdd(site);
    case 'view':
      return { y: site.x, steps: [] };
    default:
      return operation satisfies never;
  }
}

/** A layer's bounds less its zero point, as codes are kept. */
const boundsOf = ({ low, high, output }: IntegerLayer) =>
  [low - output.zeroPoint, high - output.zeroPoint] as const;

/** One step from x to y. */
function planStep(
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

interface Padded extends IntegerPlan {
  readonly width: number;
  readonly imageBytes: number;
  readonly channels: number;
}

/** What a window slides over: the image with a border, each channel `repeat` times; x itself where it needs neither. */
function planPadding({ x, kernels }: IntegerSite, window: Sliding, repeat = 1): Padded {
  const { height, width, top, left, stride, outHeight, outWidth } = window;
  const span = (window.size - 1) * window.dilation + 1;
  const paddedHeight = Math.max(height + top, (outHeight - 1) * stride + span);
  const paddedWidth = Math.max(width + left, (outWidth - 1) * stride + span);
  const channels = window.channels * repeat;
  const size = paddedHeight * paddedWidth * channels;
  const whole = { width: paddedWidth, imageBytes: size * 2, channels };
  if (repeat === 1 && paddedHeight === height && paddedWidth === width)
    return { ...whole, y: x, steps: [] };
  const y = createCodes(size);
  const layout = [
    height,
    width,
    window.channels,
    top,
    left,
    paddedHeight,
    paddedWidth,
    repeat,
  ] as const;
  const pad = perTile([x, y], (tile) =>
    kernels().padCodes(addressOf(x, tile), addressOf(y, tile), tile.rows, ...layout),
  );
  return { ...whole, y, steps: [pad] };
}

/** Byte offsets in a padded image: of each window, and of a window's pixels. */
function offsetsOf(window: Sliding, { width, channels }: Padded) {
  const at = (y: number, x: number): number => (y * width + x) * channels * 2;
  const { stride, dilation, size, outHeight, outWidth } = window;
  return {
    windows: grid(outHeight, outWidth, (y, x) => at(y * stride, x * stride)),
    taps: grid(size, size, (y, x) => at(y * dilation, x * dilation)),
    rows: grid(size, 1, (y) => at(y, 0)),
    columnStep: at(0, stride),
    rowStep: at(stride, 0),
  };
}

const grid = (height: number, width: number, offset: (y: number, x: number) => number) =>
  Uint32Array.from({ length: height * width }, (_, i) => offset(Math.floor(i / width), i % width));

type Conv = Extract<Operation, { type: 'conv' }>;

/** A convolution or dense layer; with `pool`, the 2×2 max-pooling after it as well. */
export function planConv(
  site: IntegerSite,
  operation: Conv,
  pool: IntegerLayer | null,
): IntegerPlan {
  const { layer, kernels, tileRows, write, sums } = site;
  const { window, groups, filters } = operation;
  const padded = planPadding(site, window);
  const offsets = offsetsOf(window, padded);
  const isPlain = groups === 1 && window.dilation === 1;
  const depth = window.channels / groups;
  const runs = isPlain ? offsets.rows : offsets.taps;
  const segmentLength = isPlain ? window.size * depth : depth;
  const windows = pool === null ? offsets.windows : pooledWindows(offsets.windows, window, pool);
  const positions = windows.length;
  const columns = filters / groups;
  const rowOffsets = write(
    () => repeatOffsets(windows, { images: tileRows, imageBytes: padded.imageBytes }),
    positions * tileRows,
  );
  const segments = write(() => runs, runs.length);
  const products = Array.from({ length: groups }, (_, group) => {
    const firstColumn = group * columns;
    const matrix: Matrix = {
      ...{ kernel: layer.kernel, segments: runs.length, segmentLength },
      ...{ rowLength: filters, firstColumn, columns },
    };
    const own = <T extends { slice(from: number, to: number): T }>(values: T): T =>
      values.slice(firstColumn, firstColumn + columns);
    const bias = own(layer.bias);
    const factors = layer.factors.slice(firstColumn, firstColumn + columns);
    return {
      input: group * depth * 2,
      output: firstColumn * 2,
      panels: write(() => packPanels(matrix), panelWords(matrix)),
      factors: write(() => packFactors(bias, factors), factorWords(columns)),
    };
  });
  const block = positions >= 16 ? positions : positions * tileRows;
  const run = [segments, runs.length, pairsOf(segmentLength)] as const;
  const bounds = boundsOf(layer);
  const steps = [offsets.columnStep, offsets.rowStep] as const;
  const outputSize = pool?.outputSize ?? layer.outputSize;
  const plan = planStep({ ...site, x: padded.y, layer: { ...layer, outputSize } }, (tile, x, y) => {
    const rows = tile.rows * positions;
    for (const { input, output, panels, factors } of products) {
      const weights = [...run, panels, factors] as const;
      if (pool === null)
        kernels().gemmCodes(
          ...([x + input, rowOffsets, rows, ...weights] as const),
          ...([y + output, columns, filters * 2, block, ...bounds, sums] as const),
        );
      else
        kernels().convPoolCodes(
          ...([x + input, rowOffsets, rows, ...steps, ...weights] as const),
          ...([y + output, columns, block, ...bounds, sums] as const),
        );
    }
  });
  return { y: plan.y, steps: [...padded.steps, ...plan.steps] };
}

/** The first convolution of each pooling window. */
function pooledWindows(
  windows: Uint32Array,
  { outWidth }: Sliding,
  pool: IntegerLayer,
): Uint32Array {
  const { operation } = pool;
  const [height, width] =
    'window' in operation ? [operation.window.outHeight, operation.window.outWidth] : [0, 0];
  return grid(height, width, (y, x) => windows[2 * y * outWidth + 2 * x] ?? 0);
}

/** Whether a layer and its next are a pair for `planConv`: pooling windows of 2×2 that neither overlap nor leave the image. */
export function isConvPool(layer: IntegerLayer, next: IntegerLayer | undefined): boolean {
  const { operation } = layer;
  if (operation.type !== 'conv' || operation.groups > 1 || operation.window.dilation > 1)
    return false;
  if (next?.operation.type !== 'maxPool') return false;
  const { size, stride, outHeight, outWidth, height, width } = next.operation.window;
  return size === 2 && stride === 2 && outHeight * 2 <= height && outWidth * 2 <= width;
}

function planDepthwise(
  site: IntegerSite,
  { window, multiplier }: Extract<Operation, { type: 'depthwise' }>,
): IntegerPlan {
  const { layer, kernels, tileRows, write } = site;
  const padded = planPadding(site, window, multiplier);
  const { windows, taps } = offsetsOf(window, padded);
  const { imageBytes, channels } = padded;
  const offsets = write(
    () => repeatOffsets(windows, { images: tileRows, imageBytes }),
    windows.length * tileRows,
  );
  const tapOffsets = write(() => taps, taps.length);
  const words = (taps.length * Math.ceil(channels / 8) * 8) / 2;
  const weights = write(() => packTaps(layer.kernel, taps.length), words);
  const factors = write(() => packFactors(layer.bias, layer.factors), factorWords(channels));
  const plan = planStep({ ...site, x: padded.y }, (tile, x, y) =>
    kernels().depthwiseCodes(
      ...([x, offsets, tile.rows * windows.length, tapOffsets, taps.length, channels] as const),
      ...([weights, factors, y, ...boundsOf(layer)] as const),
    ),
  );
  return { y: plan.y, steps: [...padded.steps, ...plan.steps] };
}

function planPool(
  site: IntegerSite,
  { type, window }: Extract<Operation, { type: 'maxPool' | 'averagePool' }>,
): IntegerPlan {
  const { height, width, channels, outHeight, outWidth, size, stride, top, left } = window;
  const layout = [height, width, channels, outHeight, outWidth, size, stride, top, left] as const;
  const kind = [Number(type === 'averagePool'), site.layer.input.zeroPoint] as const;
  return planStep(site, (tile, x, y) =>
    site.kernels().poolCodes(x, y, tile.rows, ...layout, ...kind),
  );
}

function planMean(
  site: IntegerSite,
  { positions, channels }: Extract<Operation, { type: 'mean' }>,
): IntegerPlan {
  const { multiplier, shift } = site.layer.factors[0] ?? { multiplier: 0, shift: 0 };
  const rest = [positions, channels, multiplier, shift, ...boundsOf(site.layer)] as const;
  return planStep(site, (tile, x, y) => site.kernels().meanCodes(x, y, tile.rows, ...rest));
}

function planTable(site: IntegerSite): IntegerPlan {
  const { table, input, output, outputSize } = site.layer;
  const words = () => packShorts(Int16Array.from(table ?? [], (code) => code - output.zeroPoint));
  const address = site.write(words, 128);
  return planStep(site, (tile, x, y) =>
    site.kernels().mapCodes(x, y, tile.rows * outputSize, input.zeroPoint, address),
  );
}

function planAdd(site: IntegerSite): IntegerPlan {
  const { input, skip, output, outputSize } = site.layer;
  const { a, b, output: sum } = addFactors(input, skip, output);
  const factors = [a, b, sum].flatMap(({ multiplier, shift }) => [multiplier, shift]);
  const rest = [...factors, ...boundsOf(site.layer)] as unknown as AddArguments; // three pairs and two bounds
  const other = site.skip ?? site.x;
  return planStep(
    site,
    (tile, x, y) =>
      site.kernels().addCodes(x, addressOf(other, tile), y, tile.rows * outputSize, ...rest),
    [other],
  );
}

type AddArguments = [number, number, number, number, number, number, number, number];
