import type { Recipe } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import { encodeLink } from './encode.ts';

/** What a link says a recipe comes to: who repeats the run with the same engine must get the same bits. */
export interface Claim {
  /** The recipe, as a link holds it. */
  readonly recipe: string;
  readonly engineVersion: string;
  /** The first 16 hexadecimal digits of the run's hash. */
  readonly hash: string;
}

type Claimable = Pick<
  RunRecord,
  'recipe' | 'engineVersion' | 'hash' | 'runtime' | 'status' | 'parentId' | 'isContinued' | 'events'
>;

export type Reproduction = 'same' | 'different' | 'other-engine' | 'other-runtime';

const claimedDigits = 16;
const recipeText = (recipe: Recipe): string => encodeLink({ recipe });

/** Whether a run is all in its recipe: nothing was changed by hand, and it began from the seed. */
const isWholeInRecipe = ({ status, parentId, isContinued, events }: Claimable): boolean =>
  (status === 'finished' || status === 'early-stopped') &&
  !(isContinued ?? parentId !== null) &&
  !events.some(({ kind }) => kind === 'learning-rate');

/** The claim that a finished run allows; null where others could not come to the same bits. */
export function claimOf(run: Claimable): Claim | null {
  if (run.runtime.kind !== 'wasm' || !isWholeInRecipe(run)) return null;
  const { recipe, engineVersion, hash } = run;
  return { recipe: recipeText(recipe), engineVersion, hash: hash.slice(0, claimedDigits) };
}

/** `0-2-0.9a455174c3de1f02`: needs no escaping in an address. */
export const encodeClaim = ({ engineVersion, hash }: Claim): string =>
  `${engineVersion.replaceAll('.', '-')}.${hash}`;

/** Reads what `encodeClaim` wrote, about a recipe; null for anything else. */
export function decodeClaim(text: string, recipe: Recipe): Claim | null {
  const match = /^(\d{1,3}-\d{1,3}-\d{1,3})\.([0-9a-f]{16})$/.exec(text);
  if (match === null) return null;
  const [, version = '', hash = ''] = match;
  return { recipe: recipeText(recipe), engineVersion: version.replaceAll('-', '.'), hash };
}

export const isAbout = (claim: Claim, recipe: Recipe): boolean =>
  claim.recipe === recipeText(recipe);

/** How a run compares with a claim about its recipe; null where the claim says nothing of it. */
export function reproduction(run: Claimable, claim: Claim | null): Reproduction | null {
  if (claim === null || !isWholeInRecipe(run) || !isAbout(claim, run.recipe)) return null;
  if (run.runtime.kind !== 'wasm') return 'other-runtime';
  if (run.hash.startsWith(claim.hash)) return 'same';
  return run.engineVersion === claim.engineVersion ? 'different' : 'other-engine';
}
