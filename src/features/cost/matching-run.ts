import { isSameNetwork } from '../../core/architecture.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';

interface Runs {
  /** Finished runs, oldest first. */
  readonly runs: readonly RunRecord[];
  readonly selectedId: string | null;
}

/** A finished run of this very network: the selected one where it is one, else the latest; null when there is none. */
export function matchingRun(
  { runs, selectedId }: Runs,
  architecture: Architecture,
): RunRecord | null {
  const matches = runs.filter((run) => isSameNetwork(run.recipe.architecture, architecture));
  return matches.find((run) => run.id === selectedId) ?? matches.at(-1) ?? null;
}
