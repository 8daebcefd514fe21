import type { LayerSummary } from '../../core/summary.ts';

/** A skip on its way past a row: the line beside the row begins, goes on or ends there. */
export interface SkipLine {
  readonly part: 'start' | 'middle' | 'end';
  /** How many other lines are between it and the rows. */
  readonly lane: number;
}

interface Reach {
  readonly from: number;
  readonly to: number;
}

/** The lines beside each row; those that meet in a row take lanes of their own, shorter ones nearer to the rows. */
export function skipLines(layers: readonly LayerSummary[]): readonly (readonly SkipLine[])[] {
  const reaches = layers.flatMap(({ skip }, to): Reach[] =>
    skip === null || skip.from >= to ? [] : [{ from: skip.from, to }],
  );
  const lanes = lanesOf(reaches);
  return layers.map((_, row) =>
    reaches.flatMap(({ from, to }, index): SkipLine[] => {
      if (row < from || row > to) return [];
      const part = row === from ? 'start' : row === to ? 'end' : 'middle';
      return [{ part, lane: lanes[index] ?? 0 }];
    }),
  );
}

function lanesOf(reaches: readonly Reach[]): readonly number[] {
  const lanes: number[] = [];
  const shortestFirst = [...reaches.keys()].sort(
    (a, b) => lengthOf(reaches[a]) - lengthOf(reaches[b]),
  );
  for (const index of shortestFirst) {
    const taken = new Set(
      Object.keys(lanes)
        .map(Number)
        .filter((other) => meet(reaches[index], reaches[other]))
        .map((other) => lanes[other]),
    );
    let lane = 0;
    while (taken.has(lane)) lane++;
    lanes[index] = lane;
  }
  return lanes;
}

const lengthOf = (reach: Reach | undefined): number =>
  reach === undefined ? 0 : reach.to - reach.from;

const meet = (a: Reach | undefined, b: Reach | undefined): boolean =>
  a !== undefined && b !== undefined && a.from <= b.to && b.from <= a.to;
