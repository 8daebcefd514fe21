import type { IntegerTensor } from '../../../compression/quantize/weights.ts';
import type { ActivationName } from '../../../core/layer.ts';
import { sizeOf } from '../../../core/shape.ts';
import { packPanels, pairsOf, panelWords } from '../int8/pack.ts';
import type { AnySite, LayerPlan } from '../layer.ts';
import { addressOf, createRows, createScratch, perTile } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { planActivation } from './activate.ts';

interface Hybrid {
  readonly codes: IntegerTensor;
  readonly bias: Tensor | undefined;
  readonly activation: ActivationName;
  readonly columns: number;
}

/** A dense layer of dynamic range: each row of x is quantized as it comes, multiplied by int8 weights, and is floats again. */
export function planHybrid(site: AnySite, hybrid: Hybrid): LayerPlan {
  const { kernels, layerIndex, writeTable, x } = site;
  const { codes, bias, activation, columns } = hybrid;
  const depth = site.inputShape.at(-1) ?? 1;
  const rows = sizeOf(site.inputShape) / depth;
  const matrix = {
    ...{ kernel: Int8Array.from(codes.values), segments: 1, segmentLength: depth },
    ...{ rowLength: columns, firstColumn: 0, columns },
  };
  const name = `layer ${layerIndex} codes`;
  const panels = writeTable(`${name} panels`, () => packPanels(matrix), panelWords(matrix));
  const scales = writeTable(`${name} scales`, () => scaleWords(codes, columns), columns);
  // A bias of 0, and the one segment's offset, which is 0 as well.
  const zeros = writeTable(`${name} zeros`, () => new Uint32Array(8), 8);
  const rowBytes = Math.ceil(depth / 4) * 8;
  const quantized = createRows((rows * rowBytes) / 4);
  const rowScales = createRows(rows);
  const sums = createScratch(128);
  const z = createRows(rows * columns);
  const after = planActivation(site, activation, { z, inPlace: true });
  const floor = activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY;
  const multiply = perTile([x, quantized, rowScales, sums, z], (tile) => {
    const count = tile.rows * rows;
    const [from, own] = [addressOf(quantized, tile), addressOf(rowScales, tile)];
    kernels().quantizeRows(addressOf(x, tile), count, depth, from, rowBytes, own);
    kernels().gemmHybrid(
      ...([from, count, rowBytes, zeros, pairsOf(depth), panels, own, scales] as const),
      ...([bias?.address ?? 0, addressOf(z, tile), columns, floor, zeros, sums.address] as const),
    );
  });
  return {
    y: after.y,
    prepare: [],
    forward: [multiply, ...(activation === 'relu' ? [] : after.forward)],
    backward: () => ({ steps: [], dx: null }), // never trained
  };
}

/** One for each column. */
const scaleWords = ({ scales }: IntegerTensor, columns: number): Uint32Array =>
  new Uint32Array(
    Float32Array.from({ length: columns }, (_, c) => scales[c % scales.length] ?? 0).buffer,
  );
