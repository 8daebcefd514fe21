import type { ReactNode } from 'react';
import type { TestedRun } from './comparison.ts';

export interface PairProps {
  readonly before: TestedRun;
  readonly after: TestedRun;
}

/** The head of a table of two runs; `last` is the head of what stands after their columns. */
export function PairHead({ before, after, last }: PairProps & { readonly last?: ReactNode }) {
  return (
    <thead>
      <tr>
        <td />
        <th scope="col">{before.name}</th>
        <th scope="col" className="CompareView-variant">
          {after.name}
        </th>
        {last}
      </tr>
    </thead>
  );
}
