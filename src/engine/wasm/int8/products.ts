import type { IntegerLayer } from '../../../compression/quantize/int8.ts';
import type { Operation } from '../../../compression/quantize/operations.ts';
import type { WindowGeometry } from '../../../core/window.ts';
import { repeatOffsets } from '../layers/window.ts';
import {
  factorWords,
  type Matrix,
  packFactors,
  packPanels,
  packTaps,
  pairsOf,
  panelWords,
} from './pack.ts';
import {
  boundsOf,
  grid,
  type IntegerPlan,
  type IntegerSite,
  offsetsOf,
  planPadding,
  planStep,
} from './site.ts';

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
  { outWidth }: WindowGeometry,
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

/** Each channel on its own. */
export function planDepthwise(
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
