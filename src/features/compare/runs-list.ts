import { familyOf } from '../../core/describe.ts';
import type { RunRecord } from '../../core/run.ts';
import { type MetricName, metricOf } from './metrics.ts';
import { recipeInWords } from './run-words.ts';

export interface RunsFilter {
  /** Words that must all be in a run's name, note or recipe. */
  readonly text: string;
  readonly isStarredOnly: boolean;
}

export type SortKey = 'createdAt' | 'name' | MetricName;

export interface RunsOrder {
  readonly by: SortKey;
  readonly isDescending: boolean;
}

/** The runs that a filter lets through. */
export function filterRuns(runs: readonly RunRecord[], filter: RunsFilter): readonly RunRecord[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && !filter.isStarredOnly) return runs;
  return runs.filter((run) => {
    if (filter.isStarredOnly && run.isStarred !== true) return false;
    const text = textOf(run);
    return words.every((word) => text.includes(word));
  });
}

const texts = new WeakMap<RunRecord, string>();

/** Everything of a run that one may look for. */
function textOf(run: RunRecord): string {
  const known = texts.get(run);
  if (known !== undefined) return known;
  const { name, note = '', colour = '', status, recipe } = run;
  const parts = [name, note, colour, status, familyOf(recipe.architecture), recipeInWords(run)];
  const text = parts.join(' ').toLowerCase();
  texts.set(run, text);
  return text;
}

/** The runs in order; those that lack the figure come last whichever way. */
export function sortRuns(
  runs: readonly RunRecord[],
  { by, isDescending }: RunsOrder,
): readonly RunRecord[] {
  const sign = isDescending ? -1 : 1;
  if (by === 'name') return runs.toSorted((a, b) => sign * a.name.localeCompare(b.name, 'en'));
  const figureOf = (run: RunRecord): number | null =>
    by === 'createdAt' ? run.createdAt : metricOf(by).of(run);
  return runs
    .map((run) => ({ run, value: figureOf(run) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null);
      return sign * (a.value - b.value);
    })
    .map(({ run }) => run);
}
