import { type IntegerNetwork, integerNetwork } from '../../../compression/quantize/int8.ts';
import { mnistClasses } from '../../../core/shape.ts';
import type { StoredModel } from '../../../core/stored-model.ts';
import type { Kernels } from '../kernels.ts';
import { alone, imageBytes, stagedRowsFor } from '../layout.ts';
import { createArena } from '../memory.ts';
import { tileRowsFor } from '../plan.ts';
import {
  addressOf,
  assignAddresses,
  perTile,
  type Rows,
  type Step,
  type ThreadPlace,
  type Tile,
} from '../program.ts';
import type { DoPiece } from '../threads.ts';
import { planLayer } from './layers.ts';
import { packShorts } from './pack.ts';
import { isConvPool, planConv } from './products.ts';
import { createCodes } from './site.ts';

/** A network of whole numbers, planned as one of its threads sees it: all agree on every address but those of their own tiles. */
export interface IntegerPlan {
  readonly tileRows: number;
  /** Rows that can be staged at once, where their grey levels lie, and where their logits' codes are collected. */
  readonly stagedRows: number;
  readonly pixels: number;
  readonly answers: number;
  /** What to write once at each address. */
  readonly tables: ReadonlyMap<number, () => Uint32Array>;
  readonly totalBytes: number;
  /** What it takes between the layers for one image. */
  readonly activationBytes: number;
  /** One thread's hands: the logits of a tile of the rows staged. */
  bind(kernels: Kernels, memory: WebAssembly.Memory): DoPiece;
}

/** Plans a stored int8 model. */
export function planIntegers(model: StoredModel, place: ThreadPlace = alone): IntegerPlan {
  const network = integerNetwork(model);
  const tileRows = tileRowsFor(model.architecture);
  const stagedRows = stagedRowsFor(tileRows, place);
  const arena = createArena();
  const tables = new Map<number, () => Uint32Array>();
  const write = (words: () => Uint32Array, length: number): number => {
    const address = arena.allocate(length * 4);
    tables.set(address, words);
    return address;
  };
  let bound: Kernels | undefined;
  const kernels = () => bound as Kernels; // steps run after bind
  const pixels = arena.allocate(stagedRows * imageBytes);
  const answers = arena.allocate(stagedRows * mnistClasses * 2);
  const sums = arena.allocate(sumsBytes * place.threads) + sumsBytes * place.thread;
  const first = planInput(network, { pixels, write, kernels });
  const { steps, logits } = planLayers(network, first, { kernels, tileRows, write, sums });
  const base = arena.usedBytes;
  const work = { segments: [{ over: 'tile', steps } as const], gradients: [] };
  const activationBytes = assignAddresses(work, { ...alone, batch: 0, tile: 1 }, base);
  return {
    ...{ tileRows, stagedRows, pixels, answers, tables, activationBytes },
    totalBytes: base + assignAddresses(work, { ...place, batch: 0, tile: tileRows }, base),
    bind(instance, memory) {
      bound = instance;
      const codes = new Int16Array(memory.buffer);
      return ({ rows }, piece) => {
        const tile = tileOf(piece * tileRows, Math.min(tileRows, rows - piece * tileRows));
        for (const step of steps) step.run(tile);
        const from = addressOf(logits, tile) / 2;
        const to = answers / 2 + tile.row * mnistClasses;
        codes.copyWithin(to, from, from + tile.rows * mnistClasses);
      };
    },
  };
}

const sumsBytes = 128;

const tileOf = (row: number, rows: number): Tile => ({
  ...{ microBatch: 0, row, rows, batchRows: rows, microBatches: 1, step: 0 },
});

interface Around {
  readonly kernels: () => Kernels;
  readonly tileRows: number;
  readonly write: (words: () => Uint32Array, length: number) => number;
  readonly sums: number;
}

function planInput(
  { layers, pixels: codes }: IntegerNetwork,
  { pixels, write, kernels }: Pick<Around, 'write' | 'kernels'> & { readonly pixels: number },
): { readonly x: Rows; readonly step: Step } {
  const x = createCodes(imageBytes);
  const zeroPoint = layers[0]?.input.zeroPoint ?? 0;
  const centred = Int16Array.from(codes, (code) => code - zeroPoint);
  const isIdentity = centred.every((code, grey) => code === grey);
  const table = isIdentity ? 0 : write(() => packShorts(centred), 128);
  const step = perTile([x], (tile) =>
    kernels().quantizePixels(
      pixels + tile.row * imageBytes,
      table,
      addressOf(x, tile),
      tile.rows * imageBytes,
    ),
  );
  return { x, step };
}

function planLayers(
  { layers }: IntegerNetwork,
  { x: input, step }: { readonly x: Rows; readonly step: Step },
  around: Around,
): { readonly steps: readonly Step[]; readonly logits: Rows } {
  const steps = [step];
  const values: Rows[] = [input];
  const uses = layers.flatMap(({ inputs }) => inputs);
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index];
    if (layer === undefined) break;
    const { operation, inputs } = layer;
    const x = values[inputs[0] ?? 0] ?? input;
    const site = { ...around, layer, x, other: values[inputs[1] ?? -1] ?? x };
    const next = layers[index + 1];
    const isPooled =
      isConvPool(layer, next) && uses.filter((value) => value === index + 1).length === 1;
    const plan =
      isPooled && operation.type === 'conv'
        ? planConv(site, operation, next ?? null)
        : planLayer(site);
    steps.push(...plan.steps);
    values.push(plan.y);
    if (!isPooled) continue;
    index++;
    values.push(plan.y); // nobody asks for what was not pooled
  }
  return { steps, logits: values.at(-1) ?? input };
}
