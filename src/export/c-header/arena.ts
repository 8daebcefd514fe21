/** A value that needs memory from one operation to another, both counted. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** A place for each value in one block of memory, the largest first, none where another is still needed. */
export function planArena(values: readonly Lifetime[]): {
  readonly offsets: readonly number[];
  readonly bytes: number;
} {
  const offsets = values.map(() => 0);
  const placed: number[] = [];
  const end = (place: number): number => (offsets[place] ?? 0) + (values[place]?.bytes ?? 0);
  const bySize = values.map((_, place) => place);
  bySize.sort((a, b) => (values[b]?.bytes ?? 0) - (values[a]?.bytes ?? 0) || a - b);
  for (const place of bySize) {
    const own = values[place];
    if (own === undefined) continue;
    const others = placed
      .filter((other) => meet(own, values[other] ?? own))
      .toSorted((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
    let offset = 0;
    for (const other of others)
      if (offset + own.bytes > (offsets[other] ?? 0)) offset = Math.max(offset, end(other));
    offsets[place] = offset;
    placed.push(place);
  }
  return { offsets, bytes: Math.max(0, ...placed.map(end)) };
}

const meet = (a: Lifetime, b: Lifetime): boolean => a.first <= b.last && b.first <= a.last;
