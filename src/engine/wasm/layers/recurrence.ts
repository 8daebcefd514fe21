import type { Kernels } from '../kernels.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createScratch, perTile, type Rows, type Step, type Tile } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { panelBytes } from './products.ts';
import { columnSums } from './tensors.ts';
import { repeatOffsets } from './window.ts';

/** A recurrent layer on its way through a sequence, from the first step on or from the last. */
export interface Direction {
  readonly site: AnySite;
  readonly name: string;
  readonly steps: number;
  readonly units: number;
  /** Gates · units. */
  readonly columns: number;
  readonly isReversed: boolean;
  /** The recurrent kernel, [units][columns], and the bias of its product. */
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
  /** [steps][columns] a row: the input's sums, then the gates' values, then the gradient of the sums. */
  readonly gates: Rows;
  /** [steps + 1][units] a row: the output after each step, and zeros where it begins. */
  readonly outputs: Rows;
  /** The layer's output, for every step or the last; this direction's units begin `share` bytes into each. */
  readonly y: Rows;
  readonly returnSequences: boolean;
  readonly share: number;
}

/** A tile at one step: addresses in its first row, and the bytes to the next. */
export interface StepPlace {
  /** The kernels' arguments from `rows` to `gatesBytes`. */
  readonly gates: readonly [rows: number, units: number, gates: number, gatesBytes: number];
  /** Of a state laid out as `outputs`. */
  before(states: Rows): number;
  after(states: Rows): number;
  readonly stateBytes: number;
  /** Of a value laid out as `gates`. */
  gateOf(values: Rows): number;
  /** The output or its gradient; address 0 where the layer gives none. */
  readonly y: readonly [address: number, bytes: number];
}

/** What the step after has sent back, [rows][units] each: see kernels/recurrent.ts. */
interface FromLater {
  readonly dh: number;
  readonly carry: number;
}

/** What one step computes, and keeps for backward. */
export interface Cell {
  readonly kept: readonly Rows[];
  /** States beside the outputs: they begin as zeros too. */
  readonly states: readonly Rows[];
  /** The gradient of the memory's sums, laid out as `gates`. */
  readonly memoryGradient: Rows;
  step(kernels: Kernels, at: StepPlace, sums: number): void;
  stepGradient(kernels: Kernels, at: StepPlace, later: FromLater): void;
}

interface RecurrencePlan {
  readonly prepare: readonly (() => void)[];
  readonly forward: readonly Step[];
  /** Leaves the gradient of the input's sums in `gates`. */
  backward(dy: Rows): readonly Step[];
}

export function planRecurrence(direction: Direction, cell: Cell): RecurrencePlan {
  const { site, name, kernel, units, columns } = direction;
  const panels = site.arena.shared(`${name}memory panels`, panelBytes(units, columns));
  const pack = () => site.kernels().packPanels(kernel.address, units, columns, columns, panels);
  const forward = [stepForward(direction, cell, panels)];
  if (!site.isTraining) return { prepare: [pack], forward, backward: () => [] };
  const transposed = site.arena.shared(`${name}transposed panels`, panelBytes(columns, units));
  return {
    prepare: [
      pack,
      () =>
        site.kernels().packTransposedPanels(kernel.address, units, columns, columns, transposed),
    ],
    forward,
    backward: (dy) => [
      stepBackward(direction, cell, { panels: transposed, dy }),
      ...weightGradients(direction, cell),
    ],
  };
}

function stepForward(direction: Direction, cell: Cell, panels: number): Step {
  const { site, steps, units, columns, bias, gates, outputs, y } = direction;
  const sums = createScratch(site.tileRows * columns * 4);
  const offsets = rowOffsets(direction, outputs);
  const states = [outputs, ...cell.states];
  return perTile([gates, y, sums, ...states, ...cell.kept], (tile) => {
    const kernels = site.kernels();
    for (const rows of states) kernels.clear(addressOf(rows, tile), tile.rows * rows.floats * 4);
    for (let step = 0; step < steps; step++) {
      const at = placeAt(direction, { tile, step, y });
      kernels.gemmForward(
        ...([at.before(outputs), offsets, tile.rows, 1, 0, units, panels] as const),
        ...([bias?.address ?? 0, addressOf(sums, tile), columns, columns] as const),
        ...([tile.rows, Number.NEGATIVE_INFINITY] as const),
      );
      cell.step(kernels, at, addressOf(sums, tile));
    }
  });
}

/** Backpropagation through time: each step gets what the one after it sends back, and sends on. */
function stepBackward(
  direction: Direction,
  cell: Cell,
  { panels, dy }: { panels: number; dy: Rows },
): Step {
  const { site, steps, units, columns, gates, outputs } = direction;
  const bytes = site.tileRows * units * 4;
  const [dh, carry] = [createScratch(bytes), createScratch(bytes)];
  const offsets = rowOffsets(direction, gates);
  const uses = [gates, outputs, dy, dh, carry, ...cell.states, ...cell.kept];
  return perTile(uses, (tile) => {
    const kernels = site.kernels();
    const later = { dh: addressOf(dh, tile), carry: addressOf(carry, tile) };
    kernels.clear(later.dh, bytes);
    kernels.clear(later.carry, bytes);
    for (let step = steps - 1; step >= 0; step--) {
      const at = placeAt(direction, { tile, step, y: dy });
      cell.stepGradient(kernels, at, later);
      if (step > 0)
        kernels.gemmForward(
          ...([at.gateOf(cell.memoryGradient), offsets, tile.rows, 1, 0, columns] as const),
          ...([panels, 0, later.dh, units, units, tile.rows, Number.NEGATIVE_INFINITY] as const),
        );
    }
  });
}

/** Of the recurrent kernel, and of its bias: one product and one sum over all steps. */
function weightGradients(direction: Direction, cell: Cell): Step[] {
  const { site, name, steps, units, columns, kernel, bias, outputs, isReversed } = direction;
  if (!kernel.spec.trainable) return [];
  const begin = isReversed ? units * 4 : 0;
  const windows = Uint32Array.from({ length: steps }, (_, time) => begin + time * units * 4);
  const offsets = site.writeTable(
    `${name}states`,
    () => repeatOffsets(windows, { images: site.tileRows, imageBytes: outputs.floats * 4 }),
    steps * site.tileRows,
  );
  const values = cell.memoryGradient;
  const product = perTile([outputs, values], (tile) =>
    site
      .kernels()
      .gemmWeightGradient(
        ...([addressOf(outputs, tile), offsets, tile.rows * steps, 1, 0, units] as const),
        ...([addressOf(values, tile), columns, columns] as const),
        ...([site.gradientOf(kernel, tile), steps] as const),
      ),
  );
  return bias
    ? [product, columnSums(site, bias, { values, positions: steps, columns })]
    : [product];
}

/** Where each row of a tile begins. */
const rowOffsets = ({ site, name }: Direction, { floats }: Rows): number =>
  site.writeTable(
    `${name}rows of ${floats}`,
    () => Uint32Array.from({ length: site.tileRows }, (_, row) => row * floats * 4),
    site.tileRows,
  );

function placeAt(
  direction: Direction,
  { tile, step, y }: { tile: Tile; step: number; y: Rows },
): StepPlace {
  const { steps, units, columns, gates, outputs, isReversed } = direction;
  const time = isReversed ? steps - 1 - step : step;
  const [before, after] = isReversed ? [time + 1, time] : [time, time + 1];
  const gateOf = (values: Rows) => addressOf(values, tile) + time * columns * 4;
  return {
    gates: [tile.rows, units, gateOf(gates), gates.floats * 4],
    before: (states) => addressOf(states, tile) + before * units * 4,
    after: (states) => addressOf(states, tile) + after * units * 4,
    stateBytes: outputs.floats * 4,
    gateOf,
    y: outputAt(direction, { y: addressOf(y, tile), rowBytes: y.floats * 4, time, step }),
  };
}

function outputAt(
  { steps, returnSequences, share }: Direction,
  { y, rowBytes, time, step }: { y: number; rowBytes: number; time: number; step: number },
): StepPlace['y'] {
  if (returnSequences) return [y + (rowBytes / steps) * time + share, rowBytes];
  return step === steps - 1 ? [y + share, rowBytes] : [0, 0];
}
