import type { Kernels } from './kernels.ts';
import type { Arena } from './memory.ts';
import { addressOf, perTile, type Rows, type Step } from './program.ts';

/** Some steps, and the values that they leave. */
export interface Stage {
  readonly steps: readonly Step[];
  readonly values: readonly Rows[];
}

/** Where smallest and largest of each value are kept: two floats. */
export interface Extents {
  readonly address: number;
  readonly count: number;
}

/** The steps of all stages, and after each a look at its values before a later step may change them. */
export function observeStages(
  { arena, kernels }: { readonly arena: Arena; readonly kernels: () => Kernels },
  stages: readonly Stage[],
): { readonly steps: readonly Step[]; readonly extents: Extents } {
  const count = stages.reduce((sum, { values }) => sum + values.length, 0);
  const address = arena.allocate(count * 8);
  let place = 0;
  const look = (values: Rows): Step => {
    const ends = address + 8 * place++;
    return perTile([values], (tile) =>
      kernels().widenExtent(addressOf(values, tile), tile.rows * values.floats, ends),
    );
  };
  const steps = stages.flatMap((stage) => [...stage.steps, ...stage.values.map(look)]);
  return { steps, extents: { address, count } };
}
