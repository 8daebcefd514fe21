import type { Operation } from '../../../compression/quantize/operations.ts';
import { addFactors } from '../../../compression/quantize/reference.ts';
import { addressOf } from '../program.ts';
import { packShorts } from './pack.ts';
import { planConv, planDepthwise } from './products.ts';
import { boundsOf, type IntegerPlan, type IntegerSite, planStep } from './site.ts';

/** One operation's steps. */
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
    case 'concat':
      return planConcat(site, operation);
    case 'view':
      return { y: site.x, steps: [] };
    default:
      return operation satisfies never;
  }
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
  const { input, other: otherRange, output, outputSize } = site.layer;
  const { a, b, output: sum } = addFactors(input, otherRange, output);
  const factors = [a, b, sum].flatMap(({ multiplier, shift }) => [multiplier, shift]);
  const rest = [...factors, ...boundsOf(site.layer)] as unknown as AddArguments; // three pairs and two bounds
  const { other } = site;
  return planStep(
    site,
    (tile, x, y) =>
      site.kernels().addCodes(x, addressOf(other, tile), y, tile.rows * outputSize, ...rest),
    [other],
  );
}

type AddArguments = [number, number, number, number, number, number, number, number];

function planConcat(
  site: IntegerSite,
  { channels }: Extract<Operation, { type: 'concat' }>,
): IntegerPlan {
  const { other, layer } = site;
  const pixels = layer.outputSize / (2 * channels);
  return planStep(
    site,
    (tile, x, y) =>
      site.kernels().concatCodes(x, addressOf(other, tile), y, tile.rows * pixels, channels),
    [other],
  );
}
