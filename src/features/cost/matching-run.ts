import { isSameNetwork } from '../../core/architecture.ts';
import { isVariant } from '../../core/lineage.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';

interface Runs<Run> {
  /** Finished runs, oldest first. */
  readonly runs: readonly Run[];
  readonly selectedId: string | null;
}

/** A finished run of this very network, nothing done to it since: the selected one where it is one, else the latest; null when there is none. */
export function matchingRun<Run extends Pick<RunRecord, 'id' | 'recipe'>>(
  { runs, selectedId }: Runs<Run>,
  architecture: Architecture,
): Run | null {
  const matches = runs.filter(
    (run) => !isVariant(run) && isSameNetwork(run.recipe.architecture, architecture),
  );
  return matches.find((run) => run.id === selectedId) ?? matches.at(-1) ?? null;
}
