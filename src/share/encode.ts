import type { FieldValue, Params } from '../core/fields.ts';
import { hashText } from '../core/hash.ts';
import type { Recipe } from '../core/recipe.ts';
import type { RuntimeKind } from '../core/run.ts';
import { type FrozenField, type FrozenFields, layersV1, setupV1 } from './v1.ts';

/** What a link carries. */
export interface SharedState {
  readonly recipe: Recipe;
  /** Only where it was chosen by hand. */
  readonly runtime?: RuntimeKind;
}

/**
 * The `s` of a link: `v1.s-cF32A1-m-f-dU10.k3x9q`. After the version stand the setup and then every layer, each a small
 * letter for what it is and, for each parameter that is not at the version's default, a capital letter and a value;
 * last a checksum, so that a link cut short never opens as another network. Letters, digits, `.` and `-` only: nothing
 * that a mail program or chat would escape or cut off.
 */
export function encodeLink({ recipe, runtime }: SharedState): string {
  const items = [
    encodeItem(setupV1, { ...recipe.setup, runtime: runtime ?? '' }),
    ...recipe.architecture.map(({ kind, params }) => encodeItem(layersV1[kind], params)),
  ];
  const content = `v1.${items.join('-')}`;
  return `${content}.${checksum(content)}`;
}

/** Five letters and digits that a changed or shortened text does not match (but for one in 60 million). */
export const checksum = (content: string): string =>
  (hashText(content) % 36 ** 5).toString(36).padStart(5, '0');

/** The view and the link in a location's hash, `#/<view>?s=<link>`; `s` is null where there is none. */
export function parseHash(hash: string): { readonly view: string; readonly s: string | null } {
  const [path = '', ...query] = hash.replace(/^#?\/?/, '').split('?');
  return { view: path, s: new URLSearchParams(query.join('?')).get('s') || null };
}

function encodeItem(item: { letter: string; fields: FrozenFields }, params: Params): string {
  const parts = Object.entries(item.fields).map(([name, field]) => {
    const value = params[name] ?? field.default;
    return value === field.default ? '' : field.letter + encodeValue(field, value);
  });
  return item.letter + parts.join('');
}

/** A choice by its place, a flag by being there, a number as JavaScript writes it (`p` its point, `n` its minus). */
function encodeValue(field: FrozenField, value: FieldValue): string {
  if (field.options !== undefined) return field.options.indexOf(String(value)).toString(36);
  if (typeof value === 'boolean') return '';
  return String(value).replace('.', 'p').replaceAll('-', 'n');
}
