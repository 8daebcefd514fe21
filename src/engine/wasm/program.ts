import { placeSpans } from './memory.ts';
import type { Tensor } from './weights.ts';

/** Some rows of a batch on their way through the network. */
export interface Tile {
  /** Which gradient accumulator is theirs. */
  readonly microBatch: number;
  /** Place of the first in the batch. */
  readonly row: number;
  readonly rows: number;
  /** Rows of the whole batch, and the micro-batches they make. */
  readonly batchRows: number;
  readonly microBatches: number;
  /** Optimizer steps done before this one. */
  readonly step: number;
}

/**
 * Floats for each row of a batch. A tile uses one place again and again, unless a value outlives its segment: then every
 * row of the batch has its own. `assignAddresses` decides and fills in.
 */
export interface Rows {
  readonly floats: number;
  /** Bytes beside those of the rows: scratch, the same however many rows. */
  readonly scratchBytes: number;
  address: number;
  bytesPerBatchRow: number;
}

export const createRows = (floats: number): Rows => ({
  ...{ floats, scratchBytes: 0 },
  ...{ address: 0, bytesPerBatchRow: 0 },
});

/** Room that a step works in; nothing in it is kept. */
export const createScratch = (scratchBytes: number): Rows => ({
  ...createRows(0),
  scratchBytes,
});

export const addressOf = (rows: Rows, tile: Tile): number =>
  rows.address + rows.bytesPerBatchRow * tile.row;

/** One or a few kernel calls: for each tile, or once for the batch when every tile has come this far. */
export interface Step {
  readonly over: 'tile' | 'batch';
  /** Everything it reads or writes: lifetimes derive from it. */
  readonly uses: readonly Rows[];
  run(tile: Tile): void;
}

export const perTile = (uses: readonly Rows[], run: (tile: Tile) => void): Step => ({
  over: 'tile',
  uses,
  run,
});

export const perBatch = (run: (tile: Tile) => void): Step => ({ over: 'batch', uses: [], run });

/** A kernel's gradient, taken once for the whole batch: any rows of it, by any thread. */
export interface KernelGradient {
  readonly kernel: Tensor;
  /** What backward has kept for it. */
  readonly uses: readonly Rows[];
  /** Writes the gradient of `rows` rows from a multiple of four on to the address `target`. */
  run(part: { firstRow: number; rows: number; batchRows: number }, target: number): void;
}

/** Steps that a micro-batch runs through without waiting for the others, or one step of the whole batch. */
export interface Segment {
  readonly over: 'tile' | 'batch';
  readonly steps: readonly Step[];
}

/** A program is cut where the whole batch must meet: threads may share out micro-batches within a segment. */
export function cutIntoSegments(steps: readonly Step[]): readonly Segment[] {
  const segments: { over: 'tile' | 'batch'; steps: Step[] }[] = [];
  for (const step of steps) {
    const current = segments.at(-1);
    if (current?.over === 'tile' && step.over === 'tile') current.steps.push(step);
    else segments.push({ over: step.over, steps: [step] });
  }
  return segments;
}

export interface RowCounts {
  readonly batch: number;
  readonly microBatch: number;
  readonly tile: number;
}

/** Each thread has room of its own for the tile it is at. */
export interface ThreadPlace {
  readonly thread: number;
  readonly threads: number;
}

interface Work {
  readonly segments: readonly Segment[];
  readonly gradients: readonly KernelGradient[];
}

interface Life {
  from: number;
  to: number;
  firstSegment: number;
  lastSegment: number;
}

/** Gradients that are taken at once come after the last segment. */
function livesOf({ segments, gradients }: Work): Map<Rows, Life> {
  const uses = [
    ...segments.map(({ steps }) => steps.map((step) => step.uses)),
    [gradients.flatMap((gradient) => gradient.uses)],
  ];
  const lives = new Map<Rows, Life>();
  let time = 0;
  uses.forEach((segment, index) => {
    for (const step of segment) {
      for (const rows of step) {
        const life = lives.get(rows);
        if (life) Object.assign(life, { to: time, lastSegment: index });
        else lives.set(rows, { from: time, to: time, firstSegment: index, lastSegment: index });
      }
      time++;
    }
  });
  return lives;
}

/**
 * Gives every `Rows` of a program its address, from `base` up, as one thread sees it; values that never live at the same
 * time share memory. Returns the bytes that all threads take.
 */
export function assignAddresses(
  work: Work,
  { batch, tile, thread, threads }: Omit<RowCounts, 'microBatch'> & ThreadPlace,
  base: number,
): number {
  const entries = [...livesOf(work)];
  const isKept = (life: Life): boolean => life.firstSegment !== life.lastSegment;
  const kept = entries.filter(([, life]) => isKept(life));
  const passing = entries.filter(([, life]) => !isKept(life));
  // Micro-batches pass through a segment one after another, so what is kept is kept for whole segments.
  const keptPlaces = placeSpans(
    kept.map(([rows, life]) => ({
      bytes: rows.floats * 4 * batch,
      from: life.firstSegment,
      to: life.lastSegment,
    })),
  );
  const tilePlaces = placeSpans(
    passing.map(([rows, life]) => ({
      bytes: rows.floats * 4 * tile + rows.scratchBytes,
      ...life,
    })),
  );
  kept.forEach(([rows], index) => {
    rows.address = base + (keptPlaces.offsets[index] ?? 0);
    rows.bytesPerBatchRow = rows.floats * 4;
  });
  const ownBase = base + keptPlaces.totalBytes + thread * tilePlaces.totalBytes;
  passing.forEach(([rows], index) => {
    rows.address = ownBase + (tilePlaces.offsets[index] ?? 0);
  });
  return keptPlaces.totalBytes + threads * tilePlaces.totalBytes;
}
