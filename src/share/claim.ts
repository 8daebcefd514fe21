import { isReproducible, lineageOf } from '../core/lineage.ts';
import type { Recipe } from '../core/recipe.ts';
import type { RunRecord, RunSize, TestResult } from '../core/run.ts';
import { encodeLink } from './encode.ts';
import { seal, unseal } from './sealed.ts';

/** What a link says a recipe comes to: who repeats the run with the same engine must get the same bits. */
export interface Claim {
  /** The recipe, as a link holds it. */
  readonly recipe: string;
  readonly engineVersion: string;
  /** The first 16 hexadecimal digits of the run's hash. */
  readonly hash: string;
  /** What the run scored and weighs; null where the link says nothing of it. */
  readonly result: ClaimedResult | null;
}

/** Right answers of the test images, and the bytes of the file that Download gives. */
export interface ClaimedResult {
  readonly correct: number;
  readonly n: number;
  readonly fileBytes: number;
}

type Claimable = Pick<
  RunRecord,
  'recipe' | 'engineVersion' | 'hash' | 'runtime' | 'status' | 'parentId' | 'isContinued' | 'events'
> & {
  readonly test: Pick<TestResult, 'correct' | 'n'> | null;
  readonly size: Pick<RunSize, 'fileBytes'>;
};

export type Reproduction = 'same' | 'different' | 'other-engine' | 'other-runtime';

const claimedDigits = 16;
const recipeText = (recipe: Recipe): string => encodeLink({ recipe });

/** Whether a run is all in its recipe: nothing was changed by hand, and it began from the seed. */
export const isWholeInRecipe = (
  run: Pick<Claimable, 'status' | 'parentId' | 'isContinued' | 'events'>,
): boolean => isReproducible(run) && !run.events.some(({ kind }) => kind === 'learning-rate');

/** The claim that a finished run allows; null where others could not come to the same bits. */
export function claimOf(run: Claimable): Claim | null {
  if (run.runtime.kind !== 'wasm' || !isWholeInRecipe(run)) return null;
  const { recipe, engineVersion, hash, test, size } = run;
  return {
    ...{ recipe: recipeText(recipe), engineVersion, hash: hash.slice(0, claimedDigits) },
    result: test && { correct: test.correct, n: test.n, fileBytes: size.fileBytes },
  };
}

/** The same for a variant too: null where something was changed by hand in a run that it was made from. */
export const claimAmong = <R extends Claimable & Pick<RunRecord, 'id'>>(
  run: R,
  runs: readonly R[],
): Claim | null => (lineageOf(run, runs).every(isWholeInRecipe) ? claimOf(run) : null);

/** `0-2-0.9a455174c3de1f02`, and after it what is claimed: `.9830-10000-5904.k3x9q`; needs no escaping in an address. */
export function encodeClaim({ engineVersion, hash, result }: Claim): string {
  const bits = `${engineVersion.replaceAll('.', '-')}.${hash}`;
  if (result === null) return bits;
  return seal(`${bits}.${result.correct}-${result.n}-${result.fileBytes}`);
}

/** Longer than any claim. */
const mostCharacters = 80;
const fingerprint = /^(\d{1,3}-\d{1,3}-\d{1,3})\.([0-9a-f]{16})$/;
const withFigures = /^(\d{1,3}-\d{1,3}-\d{1,3})\.([0-9a-f]{16})\.(\d{1,6})-(\d{1,6})-(\d{1,9})$/;

/** Reads what `encodeClaim` wrote, about a recipe; null for anything else. */
export function decodeClaim(text: string, recipe: Recipe): Claim | null {
  const content = unseal(text, mostCharacters);
  const match = content === null ? fingerprint.exec(text) : withFigures.exec(content);
  if (match === null) return null;
  const [, version = '', hash = '', ...figures] = match;
  const engineVersion = version.replaceAll('-', '.');
  const bits = { recipe: recipeText(recipe), engineVersion, hash };
  if (content === null) return { ...bits, result: null };
  const [correct = 0, n = 0, fileBytes = 0] = figures.map(Number);
  if (n === 0 || correct > n || fileBytes === 0) return null;
  return { ...bits, result: { correct, n, fileBytes } };
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

export type FalseFigure = 'accuracy' | 'file size';

/** Which figures of a claim are not those of the run: a fingerprint may be right beside figures that are not. */
export function falseFigures(
  { test, size }: Pick<Claimable, 'test' | 'size'>,
  { result }: Claim,
): readonly FalseFigure[] {
  if (result === null) return [];
  const isAccurate = test !== null && test.correct === result.correct && test.n === result.n;
  return [
    ...(isAccurate ? [] : (['accuracy'] as const)),
    ...(size.fileBytes === result.fileBytes ? [] : (['file size'] as const)),
  ];
}
