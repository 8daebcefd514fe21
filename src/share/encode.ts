import type { FieldValue, Params } from '../core/fields.ts';
import { hashText } from '../core/hash.ts';
import { type Recipe, stepsOf } from '../core/recipe.ts';
import type { RuntimeKind } from '../core/run.ts';
import {
  distillationV1,
  type FrozenField,
  type FrozenFields,
  layersV1,
  setupV1,
  stepsV1,
} from './v1.ts';

/** What a link carries. */
export interface SharedState {
  readonly recipe: Recipe;
  /** Only where it was chosen by hand. */
  readonly runtime?: RuntimeKind;
}

/**
 * The `s` of a link: `v1.s-cF32A1-m-f-dU10-zqC10.k3x9q`. After the version stand the setup, then every layer, then what
 * is done to the trained network, then its teacher's recipe in the same way, each a small
 * letter for what it is and, for each parameter that is not at the version's default, a capital letter and a value;
 * last a checksum, so that a link cut short never opens as another network. Letters, digits, `.` and `-` only: nothing
 * that a mail program or chat would escape or cut off.
 */
export function encodeLink({ recipe, runtime }: SharedState): string {
  const content = `v1.${encodeRecipe(recipe, runtime).join('-')}`;
  return `${content}.${checksum(content)}`;
}

function encodeRecipe(recipe: Recipe, runtime?: RuntimeKind): readonly string[] {
  const { architecture, setup, distillation } = recipe;
  return [
    encodeItem(setupV1, { ...setup, runtime: runtime ?? '' }),
    ...architecture.map(({ kind, params }) => encodeItem(layersV1[kind], params)),
    ...stepsOf(recipe).map(({ kind, params }) => encodeItem(stepsV1[kind], params)),
    ...(distillation === undefined
      ? []
      : [encodeItem(distillationV1, distillation.params), ...encodeRecipe(distillation.teacher)]),
  ];
}

/** Five letters and digits that a changed or shortened text does not match (but for one in 60 million). */
export const checksum = (content: string): string =>
  (hashText(content) % 36 ** 5).toString(36).padStart(5, '0');

interface ParsedHash {
  readonly view: string;
  /** The recipe; null where there is none. */
  readonly s: string | null;
  /** What the recipe is claimed to come to: see claim.ts. */
  readonly r: string | null;
  /** A challenge, and own budgets: see challenge-code.ts and budget-code.ts. */
  readonly c: string | null;
  readonly b: string | null;
  /** What a sweep varies of the recipe: see sweep.ts. */
  readonly w: string | null;
}

/** What a location's hash holds: `#/<view>?s=<link>&r=<claim>&c=<challenge>&b=<budgets>&w=<sweep>`. */
export function parseHash(hash: string): ParsedHash {
  const [path = '', ...query] = hash.replace(/^#?\/?/, '').split('?');
  const fields = new URLSearchParams(query.join('?'));
  const field = (name: string) => fields.get(name) || null;
  return {
    ...{ view: path, s: field('s'), r: field('r') },
    ...{ c: field('c'), b: field('b'), w: field('w') },
  };
}

function encodeItem(item: { letter: string; fields: FrozenFields }, params: Params): string {
  const parts = Object.entries(item.fields).map(([name, field]) => {
    const value = params[name] ?? field.default;
    return value === field.default ? '' : field.letter + encodeValue(field, value);
  });
  return item.letter + parts.join('');
}

/** A choice by its place, a flag by being there, a number as JavaScript writes it (`p` its point, `n` its minus). */
export function encodeValue(field: FrozenField, value: FieldValue): string {
  if (field.options !== undefined) return field.options.indexOf(String(value)).toString(36);
  if (typeof value === 'boolean') return '';
  return String(value).replace('.', 'p').replaceAll('-', 'n');
}
