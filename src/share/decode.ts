import { type DistillationParams, distillationFields } from '../core/distillation.ts';
import { accepts, type Field, type FieldValue, type Params } from '../core/fields.ts';
import { createLayer, definitionOf, type Layer, layerKinds } from '../core/layers/index.ts';
import { maxCompressionSteps, maxLayers, maxTeachers, type Recipe } from '../core/recipe.ts';
import type { RuntimeKind } from '../core/run.ts';
import {
  type CompressionStep,
  createStep,
  techniqueKinds,
  techniqueOf,
} from '../core/techniques/index.ts';
import { type TrainingSetup, trainingFields } from '../core/training-setup.ts';
import { checksum, type SharedState } from './encode.ts';
import {
  distillationV1,
  type FrozenField,
  type FrozenFields,
  layersV1,
  setupV1,
  stepsV1,
} from './v1.ts';

export type DecodeErrorCode =
  | 'bad-encoding'
  | 'unknown-version'
  | 'unknown-layer'
  | 'bad-params'
  | 'too-large';

/** Why a link cannot be opened; `message` is for the person who opened it. */
export interface DecodeError {
  readonly ok: false;
  readonly code: DecodeErrorCode;
  readonly message: string;
}

export type DecodeResult = { readonly ok: true; readonly state: SharedState } | DecodeError;

/** Above what any recipe that the builder allows needs, and read in well under a millisecond. */
export const maxLinkLength = 8192;

/** Reads the `s` of a link, from anywhere: a recipe that the fields allow, or why not. Never throws. */
export function decodeLink(text: string): DecodeResult {
  if (text.length > maxLinkLength)
    return refuse(
      'too-large',
      `This link is too long to be one of ours: it has ${text.length.toLocaleString('en-US')} characters, and at most ${maxLinkLength.toLocaleString('en-US')} are read`,
    );
  const [, version, items = '', check] = /^v(\d+)\.([A-Za-z0-9-]*)\.([a-z0-9]*)$/.exec(text) ?? [];
  if (version === undefined) return damaged;
  if (version !== '1')
    return refuse(
      'unknown-version',
      `This link is of version ${version.slice(0, 9)}, and this page reads version 1: reload the page for the newest Sizewise, or ask for a new link`,
    );
  if (check !== checksum(`v1.${items}`)) return damaged;
  const list = items.split('-');
  if (!list.every((item) => /^z?[a-z](?:[A-Z][a-z0-9]*)*$/.test(item))) return damaged;
  return decodeItems(list);
}

function refuse(code: DecodeErrorCode, message: string): DecodeError {
  return { ok: false, code, message };
}

const damaged = refuse(
  'bad-encoding',
  'This link is damaged or cut short: copy the whole link again from where it came',
);

function decodeItems(items: readonly string[]): DecodeResult {
  const recipe = decodeRecipe(items, maxTeachers);
  if (!recipe.ok) return recipe;
  const { runtime, ...value } = recipe.value;
  return {
    ok: true,
    state: runtime === '' ? { recipe: value } : { recipe: value, runtime: runtime as RuntimeKind },
  };
}

/** A setup, layers, steps of compression, and after `zd` the same of a teacher. */
function decodeRecipe(
  items: readonly string[],
  teachersLeft: number,
): Decoded<Recipe & { readonly runtime: string }> {
  const teacherAt = items.findIndex((item) => item.startsWith(distillationV1.letter));
  const [setupItem = '', ...own] = teacherAt === -1 ? items : items.slice(0, teacherAt);
  const firstStep = own.findIndex((item) => /^z[a-z]/.test(item));
  const layerItems = firstStep === -1 ? own : own.slice(0, firstStep);
  const stepItems = own.slice(layerItems.length);
  if (layerItems.length > maxLayers)
    return refuse(
      'too-large',
      `This link holds ${layerItems.length} layers, and a network has at most ${maxLayers}`,
    );
  if (stepItems.length > maxCompressionSteps)
    return refuse(
      'too-large',
      `This link holds ${stepItems.length} steps of compression, and at most ${maxCompressionSteps} are read`,
    );
  const setup = decodeSetup(setupItem);
  if (!setup.ok) return setup;
  const architecture = decodeAll(layerItems, (item, index) => decodeLayer(item, `l${index + 1}`));
  if (!architecture.ok) return architecture;
  const compression = decodeAll(stepItems, decodeStep);
  if (!compression.ok) return compression;
  const distillation = decodeTeacher(teacherAt === -1 ? [] : items.slice(teacherAt), teachersLeft);
  if (!distillation.ok) return distillation;
  const { runtime, ...fields } = setup.value;
  return {
    ok: true,
    value: {
      runtime: String(runtime),
      architecture: architecture.value,
      setup: fields as unknown as TrainingSetup, // every one accepted
      ...(compression.value.length > 0 && { compression: compression.value }),
      ...distillation.value,
    },
  };
}

/** As a part of a recipe, empty where there is none. */
function decodeTeacher(
  [item, ...rest]: readonly string[],
  teachersLeft: number,
): Decoded<Pick<Recipe, 'distillation'>> {
  if (item === undefined) return { ok: true, value: {} };
  if (teachersLeft === 0)
    return refuse('too-large', `This link holds more than ${maxTeachers} teachers in a row`);
  const params = decodeParams(item.slice(2), {
    label: 'Distillation',
    frozen: distillationV1.fields,
    fields: distillationFields,
  });
  if (!params.ok) return params;
  const decoded = decodeRecipe(rest, teachersLeft - 1);
  if (!decoded.ok) return decoded;
  const { runtime: _, ...teacher } = decoded.value;
  const distillation = { params: params.value as unknown as DistillationParams, teacher }; // every one accepted
  return { ok: true, value: { distillation } };
}

function decodeAll<T>(
  items: readonly string[],
  decode: (item: string, index: number) => Decoded<T>,
): Decoded<readonly T[]> {
  const values: T[] = [];
  for (const item of items) {
    const decoded = decode(item, values.length);
    if (!decoded.ok) return decoded;
    values.push(decoded.value);
  }
  return { ok: true, value: values };
}

type Decoded<T> = { readonly ok: true; readonly value: T } | DecodeError;

function decodeSetup(item: string): Decoded<Params> {
  if (!item.startsWith(setupV1.letter)) return damaged;
  return decodeParams(item, {
    label: 'The training setup',
    frozen: setupV1.fields,
    fields: trainingFields,
  });
}

function decodeLayer(item: string, id: string): Decoded<Layer> {
  const kind = layerKinds.find((candidate) => layersV1[candidate].letter === item[0]);
  if (kind === undefined)
    return refuse(
      'unknown-layer',
      `This link holds a layer that this Sizewise does not know ("${item.slice(0, 1)}"): reload the page for the newest version`,
    );
  const { label, fields } = definitionOf(kind);
  const params = decodeParams(item, { label, frozen: layersV1[kind].fields, fields });
  return params.ok ? { ok: true, value: createLayer(kind, id, params.value) as Layer } : params;
}

function decodeStep(item: string): Decoded<CompressionStep> {
  const kind = techniqueKinds.find((candidate) => stepsV1[candidate].letter === item.slice(0, 2));
  if (kind === undefined)
    return refuse(
      'unknown-layer',
      `This link holds a technique that this Sizewise does not know ("${item.slice(0, 2)}"): reload the page for the newest version`,
    );
  const { label, fields } = techniqueOf(kind);
  const params = decodeParams(item, { label, frozen: stepsV1[kind].fields, fields });
  return params.ok ? { ok: true, value: createStep(kind, params.value) } : params;
}

interface Tables {
  readonly label: string;
  readonly frozen: FrozenFields;
  readonly fields: Readonly<Record<string, Field>>;
}

/** Every parameter of an item: the version's defaults, and over them what the link says. */
function decodeParams(item: string, { label, frozen, fields }: Tables): Decoded<Params> {
  const names = Object.keys(frozen);
  const params = new Map(names.map((name) => [name, frozen[name]?.default ?? '']));
  for (const [part] of item.matchAll(/[A-Z][a-z0-9]*/g)) {
    const name = names.find((candidate) => frozen[candidate]?.letter === part[0]) ?? '';
    const frozenField = frozen[name];
    if (frozenField === undefined)
      return refuse(
        'bad-params',
        `${label} has a parameter in this link that this Sizewise does not know ("${part.slice(0, 1)}"): reload the page for the newest version`,
      );
    const value = decodeValue(frozenField, part.slice(1));
    const field = fields[name];
    if (value === null || (field !== undefined && !accepts(field, value)))
      return refuse('bad-params', `${label}: ${refusal(field, value ?? part.slice(1))}`);
    params.set(name, value);
  }
  return { ok: true, value: Object.fromEntries(params) };
}

/** The reverse of `encodeValue`; null for what it never writes. */
export function decodeValue(field: FrozenField, text: string): FieldValue | null {
  if (field.options !== undefined) return field.options[Number.parseInt(text, 36)] ?? null;
  if (typeof field.default === 'boolean') return text === '' ? !field.default : null;
  if (!/^n?\d{1,25}(?:p\d{1,25})?(?:en?\d{1,3})?$/.test(text)) return null;
  return Number(text.replace('p', '.').replaceAll('n', '-'));
}

function refusal(field: Field | undefined, value: FieldValue): string {
  const received = String(value).slice(0, 24);
  if (field?.type === 'int' || field?.type === 'number')
    return `${field.label} is ${received}, and must be ${field.type === 'int' ? 'a whole number ' : ''}from ${field.min} to ${field.max}`;
  return `${field?.label ?? 'Runtime'} has no option "${received}"`;
}
