import { type IntegerNetwork, integerNetwork } from '../../../compression/quantize/int8.ts';
import { mnistClasses } from '../../../core/shape.ts';
import type { StoredModel } from '../../../core/stored-model.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../../runtime.ts';
import { instantiate, type Kernels } from '../kernels.ts';
import { alone, imageBytes } from '../layout.ts';
import { createArena, createMemory } from '../memory.ts';
import { tileRowsFor } from '../plan.ts';
import {
  addressOf,
  assignAddresses,
  perTile,
  type Rows,
  type Step,
  type Tile,
} from '../program.ts';
import { planLayer } from './layers.ts';
import { packShorts } from './pack.ts';
import { isConvPool, planConv } from './products.ts';
import { createCodes } from './site.ts';

/** An int8 model that answers in whole numbers; it cannot be trained. */
export class WasmIntegerNetwork implements Network {
  readonly memoryBytes: number;
  readonly activationBytes: number;
  readonly threads = 1;
  readonly #plan: IntegerProgram;
  readonly #memory: WebAssembly.Memory;
  readonly #state: TrainingState;
  readonly #network: IntegerNetwork;

  /** @param isShared whether the kernels are those for shared memory. @throws EngineError `out-of-memory`. */
  constructor(
    module: WebAssembly.Module,
    { state, integers }: BuildOptions & { readonly integers: StoredModel },
    isShared: boolean,
  ) {
    this.#state = state;
    this.#network = integerNetwork(integers);
    this.#plan = planIntegers(this.#network, tileRowsFor(integers.architecture));
    this.activationBytes = this.#plan.activationBytes;
    this.#memory = createMemory(this.#plan.totalBytes, isShared);
    this.memoryBytes = this.#memory.buffer.byteLength;
    this.#plan.bind(instantiate(module, this.#memory));
    for (const [address, words] of this.#plan.tables)
      new Uint32Array(this.#memory.buffer, address).set(words());
  }

  trainStep(): void {
    throw new Error('A network of whole numbers cannot be trained');
  }

  takeStepMetrics(): StepMetrics {
    return { losses: new Float32Array(0), accuracies: new Float32Array(0) };
  }

  forward(batch: Batch): Float32Array {
    const { scale } = this.#network.output;
    return Float32Array.from(this.#answer(batch), (code) => code * scale);
  }

  /** The logits' codes with their zero point, `[rows × 10]`: what TFLite's interpreter gives. */
  codes(batch: Batch): Int8Array {
    const { zeroPoint } = this.#network.output;
    return Int8Array.from(this.#answer(batch), (code) => code + zeroPoint);
  }

  readState(): TrainingState {
    return this.#state;
  }

  /** The memory goes when the last reference to this network does. */
  dispose(): void {}

  /** Codes less their zero point. */
  #answer({ set, indices }: Batch): Int16Array {
    const { tileRows, pixels, steps, logits } = this.#plan;
    const bytes = new Uint8Array(this.#memory.buffer);
    const answers = new Int16Array(indices.length * mnistClasses);
    for (let row = 0; row < indices.length; row += tileRows) {
      const rows = Math.min(tileRows, indices.length - row);
      for (let i = 0; i < rows; i++) {
        const first = (indices[row + i] ?? 0) * imageBytes;
        bytes.set(set.images.subarray(first, first + imageBytes), pixels + i * imageBytes);
      }
      const tile = tileOf(rows);
      for (const step of steps) step.run(tile);
      const from = addressOf(logits, tile);
      answers.set(
        new Int16Array(this.#memory.buffer, from, rows * mnistClasses),
        row * mnistClasses,
      );
    }
    return answers;
  }
}

const tileOf = (rows: number): Tile => ({
  ...{ microBatch: 0, row: 0, rows, batchRows: rows, microBatches: 1, step: 0 },
});

interface IntegerProgram {
  readonly tileRows: number;
  /** Address of a tile's grey levels. */
  readonly pixels: number;
  readonly steps: readonly Step[];
  readonly logits: Rows;
  readonly tables: ReadonlyMap<number, () => Uint32Array>;
  readonly totalBytes: number;
  /** What it takes between the layers for one image. */
  readonly activationBytes: number;
  bind(kernels: Kernels): void;
}

function planIntegers(network: IntegerNetwork, tileRows: number): IntegerProgram {
  const arena = createArena();
  const tables = new Map<number, () => Uint32Array>();
  const write = (words: () => Uint32Array, length: number): number => {
    const address = arena.allocate(length * 4);
    tables.set(address, words);
    return address;
  };
  let bound: Kernels | undefined;
  const kernels = () => bound as Kernels; // steps run after bind
  const pixels = arena.allocate(tileRows * imageBytes);
  const sums = arena.allocate(128);
  const first = planInput(network, { pixels, write, kernels });
  const site = { kernels, tileRows, write, sums };
  const { steps, logits } = planLayers(network, first, site);
  const base = arena.usedBytes;
  const work = { segments: [{ over: 'tile', steps } as const], gradients: [] };
  const place = { ...alone, batch: 0 };
  const activationBytes = assignAddresses(work, { ...place, tile: 1 }, base);
  return {
    ...{ tileRows, pixels, steps, logits, tables, activationBytes },
    totalBytes: base + assignAddresses(work, { ...place, tile: tileRows }, base),
    bind(instance) {
      bound = instance;
    },
  };
}

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
    kernels().quantizePixels(pixels, table, addressOf(x, tile), tile.rows * imageBytes),
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
