import type { Recipe } from '../core/recipe.ts';
import type { Sweep } from '../core/sweep.ts';
import { encodeLink } from '../share/encode.ts';
import { decodeSweep, encodeSweep } from '../share/sweep.ts';
import { recipeOf, recipeStore } from '../stores/recipe.ts';
import { sweepsStore } from '../stores/sweeps.ts';

/** Plans the sweep of a link on the recipe of the page; why not, in words, where it cannot be. */
export function openSweep(text: string): string | null {
  const draft = decodeSweep(text, recipeOf(recipeStore.getState()));
  if (draft === null)
    return 'The sweep in this link is damaged, or not for this network: ask for the link again';
  sweepsStore.setState({ draft, shownId: null });
  return null;
}

/** The planned sweep as the `w` of a link. */
export const plannedSweep = (base: Recipe): string =>
  encodeSweep(sweepsStore.getState().draft, base);

/** Hears of every change to the plan; gives back how to stop. */
export const onSweepPlan = (listener: () => void): (() => void) =>
  sweepsStore.subscribe(({ draft }, before) => {
    if (draft !== before.draft) listener();
  });

/** The whole address of a sweep, ready to be run. */
export const sweepAddress = (sweep: Sweep): string =>
  new URL(
    `#/sweep?s=${encodeLink({ recipe: sweep.base })}&w=${encodeSweep(sweep, sweep.base)}`,
    location.href.split('#')[0],
  ).href;
