import type { FieldValue } from './fields.ts';
import { type Fold, foldInWords, leastImagesPerFold } from './folds.ts';
import { streams, uniform } from './random.ts';
import { type Recipe, stepsOf } from './recipe.ts';
import { summarize } from './summary.ts';
import { type Axis, applyValue, fieldOf, valueWords } from './sweep-axis.ts';
import { techniqueOf } from './techniques/index.ts';
import { trainingFields } from './training-setup.ts';

/** More are no sweep for a browser: a plan of more is refused before it is drawn up. */
export const maxTrials = 200;
export const maxAxes = 4;
export const maxValues = 20;
export const maxSeeds = 20;

/** What is varied of a recipe, and how often each point is measured. */
export interface SweepPlan {
  readonly axes: readonly Axis[];
  /** Every combination of values, or `count` that are drawn at random (Bergstra & Bengio 2012). */
  readonly kind: 'grid' | 'random';
  readonly count: number;
  /** Runs of each point, from the recipe's seed on. */
  readonly seeds: number;
  /** Stratified cross-validation instead: each point once for every fold, all with the recipe's seed. */
  readonly folds?: number;
}

export interface Sweep extends SweepPlan {
  readonly base: Recipe;
}

/** One network or setup of a sweep, whatever its seed. */
export interface SweepPoint {
  /** One an axis. */
  readonly values: readonly FieldValue[];
  /** `width × ½`. */
  readonly words: string;
  readonly recipe: Recipe;
}

/** One run of a sweep. */
export interface Trial {
  readonly recipe: Recipe;
  /** Which point it measures; null for a run that only others are made from. */
  readonly point: number | null;
  /** `width × ½ · seed 2`. */
  readonly words: string;
  /** The trial whose network its last step compresses. */
  readonly parent: number | null;
  /** What it holds out, in a cross-validation. */
  readonly fold: Fold | null;
}

/** A point that cannot be. */
export interface LeftOut {
  readonly words: string;
  readonly reason: string;
}

export interface PlannedSweep {
  readonly points: readonly SweepPoint[];
  /** In the order in which they run: every point with the first seed, then with the next. */
  readonly trials: readonly Trial[];
  readonly leftOut: readonly LeftOut[];
  /** Why it cannot run as a whole, and what to do. */
  readonly problem: string | null;
}

const cache = new WeakMap<Sweep, PlannedSweep>();

/** Every run that a sweep consists of; drawn up once for each sweep, and the same for the same sweep. */
export function planSweep(sweep: Sweep): PlannedSweep {
  const known = cache.get(sweep);
  if (known !== undefined) return known;
  const planned = draftSweep(sweep);
  cache.set(sweep, planned);
  return planned;
}

function draftSweep(sweep: Sweep): PlannedSweep {
  const tooMuch = boundsProblem(sweep);
  if (tooMuch !== null) return { points: [], trials: [], leftOut: [], problem: tooMuch };
  const { points, leftOut } = pointsOf(sweep);
  const trials = trialsOf(sweep, points);
  const problem =
    points.length === 0
      ? 'None of these networks can train: see why below'
      : trials.length > maxTrials
        ? tooManyRuns(trials.length)
        : null;
  return { points, trials: problem === null ? trials : [], leftOut, problem };
}

const tooManyRuns = (runs: number): string =>
  `These would be ${runs.toLocaleString('en-US')} runs, and a sweep has at most ${maxTrials}: take fewer values or seeds`;

/** What can be said before any combination is made. */
function boundsProblem({ axes, kind, count, ...plan }: SweepPlan): string | null {
  const repeats = plan.folds ?? plan.seeds;
  if (axes.length === 0 && repeats < 2) return 'Choose something to vary, or more than one seed';
  if (axes.length > maxAxes) return `At most ${maxAxes} things can be varied at once`;
  const empty = axes.some(({ values }) => values.length === 0);
  if (empty) return 'Give every axis a value';
  if (axes.some(({ values }) => values.length > maxValues))
    return `An axis has at most ${maxValues} values`;
  if (new Set(axes.map(({ target }) => JSON.stringify(target))).size < axes.length)
    return 'Two axes vary the same: take one away';
  const combinations =
    kind === 'grid' ? axes.reduce((product, { values }) => product * values.length, 1) : count;
  return combinations * repeats > maxTrials ? tooManyRuns(combinations * repeats) : null;
}

function pointsOf(sweep: Sweep): Pick<PlannedSweep, 'points' | 'leftOut'> {
  const points: SweepPoint[] = [];
  const leftOut: LeftOut[] = [];
  const first = new Map<string, string>();
  for (const values of sweep.kind === 'grid' ? gridOf(sweep.axes) : randomOf(sweep)) {
    const words = wordsOf(sweep, values);
    const applied = applyAll(sweep, values);
    const key = applied.ok ? keyOf(applied.recipe) : '';
    const twin = first.get(key);
    if (!applied.ok) leftOut.push({ words, reason: applied.reason });
    else if (twin !== undefined) leftOut.push({ words, reason: `It is the same as ${twin}` });
    else {
      first.set(key, words);
      points.push({ values, words, recipe: applied.recipe });
    }
  }
  return { points, leftOut };
}

/** Equal for equal recipes: they are made in the same way. */
const keyOf = (recipe: Recipe): string => JSON.stringify(recipe);

const wordsOf = ({ axes, base }: Sweep, values: readonly FieldValue[]): string =>
  axes.length === 0
    ? 'as it is'
    : axes.map(({ target }, axis) => valueWords(target, values[axis] ?? '', base)).join(' · ');

/** All combinations, the last axis fastest. */
const gridOf = (axes: readonly Axis[]): readonly (readonly FieldValue[])[] =>
  axes.reduce<readonly (readonly FieldValue[])[]>(
    (combinations, { values }) =>
      combinations.flatMap((combination) => values.map((value) => [...combination, value])),
    [[]],
  );

const randomOf = (sweep: Sweep): readonly (readonly FieldValue[])[] =>
  Array.from({ length: sweep.count }, (_, draw) =>
    sweep.axes.map((axis, place) =>
      drawValue(axis, sweep.base, uniform(sweep.base.setup.seed, streams.sweep + place, draw)),
    ),
  );

/** From here on a range spans orders of magnitude. */
const logarithmicFrom = 8;

/** `share` of the way from the least value to the greatest, by logarithm where they are far apart; or one of the options. */
function drawValue({ target, values }: Axis, base: Recipe, share: number): FieldValue {
  const field = fieldOf(target, base);
  if (field === null || field.type === 'choice')
    return values[Math.floor(share * values.length)] ?? '';
  const numbers = values.map(Number);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const isLogarithmic = least > 0 && most / least >= logarithmicFrom;
  const drawn = isLogarithmic ? least * (most / least) ** share : least + (most - least) * share;
  const short = Number(drawn.toPrecision(3));
  return field.type === 'int' ? Math.round(short) : Math.min(most, Math.max(least, short));
}

/** Scaling comes last: it works on what the other axes have made of the layers, which it may move. */
const isScaling = ({ target: { kind } }: Axis): boolean => kind === 'width' || kind === 'depth';

function applyAll({ axes, base, folds }: Sweep, values: readonly FieldValue[]) {
  let recipe = base;
  const order = [...axes.keys()].sort(
    (a, b) => Number(isScaling(axes[a] as Axis)) - Number(isScaling(axes[b] as Axis)),
  );
  for (const place of order) {
    const axis = axes[place];
    if (axis === undefined) continue;
    const applied = applyValue(recipe, axis.target, values[place] ?? '');
    if (!applied.ok) return applied;
    recipe = applied.recipe;
  }
  const reason =
    summarize(recipe.architecture).problem?.message ??
    stepProblem(recipe) ??
    (folds === undefined ? null : foldsProblem(recipe, folds));
  return reason === null ? { ok: true as const, recipe } : { ok: false as const, reason };
}

/** Why the recipe's steps cannot all be done; structured pruning changes the network, so that is asked of the first alone. */
function stepProblem(recipe: Recipe): string | null {
  const before: string[] = [];
  for (const { kind, params } of stepsOf(recipe)) {
    const problem = techniqueOf(kind).problem({ ...recipe, before }, params);
    if (problem !== null) return problem;
    before.push(kind);
  }
  return null;
}

/** Why a recipe cannot be cross-validated. */
function foldsProblem(recipe: Recipe, folds: number): string | null {
  if (stepsOf(recipe).length > 0)
    return 'Steps of compression train on all images, also on those held out: take them out';
  if (recipe.distillation !== undefined)
    return 'Its teacher has seen the images that are held out: let it learn alone';
  const least = folds * leastImagesPerFold;
  return recipe.setup.trainingImages < least
    ? `${folds} folds need at least ${least} training images`
    : null;
}

function trialsOf(sweep: Sweep, points: readonly SweepPoint[]): readonly Trial[] {
  const trials: Trial[] = [];
  const places = new Map<string, number>();
  for (const { seed, fold, words: repeat } of repeatsOf(sweep))
    for (const [point, { recipe, words }] of points.entries()) {
      const seeded = { ...recipe, setup: { ...recipe.setup, seed } };
      const wanted = { recipe: seeded, point, fold, words: `${words} · ${repeat}` };
      addTrial(wanted, { trials, places });
    }
  return trials;
}

/** What is the same for every point: a seed, or a fold. */
function repeatsOf({ base, seeds, folds }: Sweep) {
  const { seed: first } = base.setup;
  if (folds !== undefined)
    return Array.from({ length: folds }, (_, nth) => {
      const fold: Fold = { nth, of: folds };
      return { seed: first, fold, words: foldInWords(fold) };
    });
  return Array.from({ length: seeds }, (_, nth) => {
    const seed = (first + nth) % (trainingFields.seed.max + 1);
    return { seed, fold: null, words: `seed ${seed}` };
  });
}

interface Collected {
  readonly trials: Trial[];
  readonly places: Map<string, number>;
}

/** Puts a run and what it is made from among the trials, each once; gives its place. */
function addTrial(wanted: Omit<Trial, 'parent'>, { trials, places }: Collected): number {
  const { recipe, point, fold, words } = wanted;
  const key = keyOf(recipe) + JSON.stringify(fold);
  const known = places.get(key);
  if (known !== undefined) return known;
  const { compression = [], ...trained } = recipe;
  const rest = compression.slice(0, -1);
  const parent =
    compression.length === 0
      ? null
      : addTrial(
          {
            recipe: rest.length === 0 ? trained : { ...trained, compression: rest },
            point: null,
            words: `before ${words}`,
            fold,
          },
          { trials, places },
        );
  places.set(key, trials.length);
  trials.push({ recipe, point, words, parent, fold });
  return trials.length - 1;
}
