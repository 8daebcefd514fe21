import { nameOfLayer, valueInWords } from './describe.ts';
import { accepts, type Field, type Fields, type FieldValue, type Params } from './fields.ts';
import { definitionOf, type Layer } from './layers/index.ts';
import { type Recipe, stepsOf } from './recipe.ts';
import { regularised, regulariserLabels, regularisers } from './regularisers.ts';
import { scaleDepth, scaleWidth } from './scale-network.ts';
import { createStep, stepInWords, type TechniqueKind, techniqueOf } from './techniques/index.ts';
import { type TrainingSetup, trainingFields } from './training-setup.ts';

/** What an axis varies. A step that the recipe does not have is put at its end. */
export type AxisTarget =
  | { readonly kind: 'width' }
  | { readonly kind: 'depth' }
  | { readonly kind: 'regulariser' }
  | { readonly kind: 'setup'; readonly field: string }
  | { readonly kind: 'layer'; readonly place: number; readonly field: string }
  | { readonly kind: 'step'; readonly technique: TechniqueKind; readonly field: string };

export interface Axis {
  readonly target: AxisTarget;
  /** What it takes in a grid; in a random sweep, numbers are drawn between the least and the greatest. */
  readonly values: readonly FieldValue[];
}

/** What changes a network or its setup as a whole: as fields, so that they are bounded and shown like any other. */
const wholeFields = {
  width: {
    type: 'number',
    label: 'Width',
    hint: 'Filters and units of every layer but the output layer, times this.',
    ...{ min: 1 / 64, max: 64, default: 1 },
    stops: [0.125, 0.25, 0.5, 1, 2, 4, 8],
  },
  depth: {
    type: 'int',
    label: 'Depth',
    hint: 'Every hidden layer so many times; where there are residual blocks, every block.',
    ...{ min: 1, max: 20, default: 1 },
    stops: [1, 2, 3, 4, 6, 8],
  },
  regulariser: {
    type: 'choice',
    label: 'Regulariser',
    hint: 'One way against overfitting, added to the network or to its setup.',
    options: regularisers,
    default: 'none',
    optionLabels: regulariserLabels,
  },
} as const satisfies Fields;

/** The field that an axis varies; null where a recipe has none such, or where it is no number or choice. */
export function fieldOf(target: AxisTarget, { architecture }: Recipe): Field | null {
  const field = fieldIn(tableOf(target, architecture), target);
  const isSeed = target.kind === 'setup' && target.field === 'seed';
  return field === undefined || field.type === 'flag' || isSeed ? null : field;
}

const fieldIn = (fields: Fields, target: AxisTarget): Field | undefined => {
  const name = 'field' in target ? target.field : target.kind;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
};

function tableOf(target: AxisTarget, architecture: Recipe['architecture']): Fields {
  switch (target.kind) {
    case 'width':
    case 'depth':
    case 'regulariser':
      return wholeFields;
    case 'setup':
      return trainingFields;
    case 'layer': {
      const layer = architecture[target.place];
      return layer === undefined ? {} : definitionOf(layer.kind).fields;
    }
    case 'step':
      return techniqueOf(target.technique).fields;
    default:
      return target satisfies never;
  }
}

/** Every number and choice of a recipe that an axis can vary, in the order of the page. */
export function axisTargets(recipe: Recipe): readonly AxisTarget[] {
  const names = (fields: Fields) => Object.keys(fields);
  const techniques: readonly TechniqueKind[] = ['prune', 'removeFilters', 'quantize', 'cluster'];
  const all: readonly AxisTarget[] = [
    { kind: 'width' },
    { kind: 'depth' },
    { kind: 'regulariser' },
    ...names(trainingFields).map((field) => ({ kind: 'setup', field }) as const),
    ...recipe.architecture.flatMap((layer, place) =>
      names(definitionOf(layer.kind).fields).map(
        (field) => ({ kind: 'layer', place, field }) as const,
      ),
    ),
    ...techniques.flatMap((technique) =>
      names(techniqueOf(technique).fields).map(
        (field) => ({ kind: 'step', technique, field }) as const,
      ),
    ),
  ];
  return all.filter((target) => fieldOf(target, recipe) !== null);
}

export type Applied =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly reason: string };

/** The recipe with one value of an axis in it. */
export function applyValue(recipe: Recipe, target: AxisTarget, value: FieldValue): Applied {
  const field = fieldOf(target, recipe);
  if (field === null) return { ok: false, reason: 'The network has no such field any more' };
  if (!accepts(field, value)) return { ok: false, reason: `${field.label} cannot be ${value}` };
  switch (target.kind) {
    case 'width':
    case 'depth': {
      const scale = target.kind === 'width' ? scaleWidth : scaleDepth;
      const scaled = scale(recipe.architecture, Number(value));
      return scaled.ok
        ? { ok: true, recipe: { ...recipe, architecture: scaled.architecture } }
        : scaled;
    }
    case 'regulariser':
      return { ok: true, recipe: regularised(recipe, value) };
    case 'setup': {
      const setup = withValue(trainingFields, recipe.setup, { name: target.field, value });
      return { ok: true, recipe: { ...recipe, setup: setup as unknown as TrainingSetup } }; // its fields
    }
    case 'layer':
      return { ok: true, recipe: { ...recipe, architecture: layersWith(recipe, target, value) } };
    case 'step':
      return { ok: true, recipe: { ...recipe, compression: stepsWith(recipe, target, value) } };
    default:
      return target satisfies never;
  }
}

type TargetOf<K extends AxisTarget['kind']> = Extract<AxisTarget, { readonly kind: K }>;

const layersWith = (
  { architecture }: Recipe,
  { place, field }: TargetOf<'layer'>,
  value: FieldValue,
): Recipe['architecture'] =>
  architecture.map((layer, at) =>
    at === place
      ? ({
          ...layer,
          params: withValue(definitionOf(layer.kind).fields, layer.params, { name: field, value }),
        } as Layer) // its own fields
      : layer,
  );

function stepsWith(recipe: Recipe, { technique, field }: TargetOf<'step'>, value: FieldValue) {
  const steps = stepsOf(recipe);
  const known = steps.findLastIndex(({ kind }) => kind === technique);
  const step = steps[known] ?? createStep(technique);
  const params = withValue(techniqueOf(technique).fields, step.params, { name: field, value });
  const changed = createStep(technique, params);
  return known === -1 ? [...steps, changed] : steps.with(known, changed);
}

/** A field's value in its table, and in the field that it depends on the value with which it means something. */
function withValue(
  fields: Fields,
  params: Params,
  { name, value }: { readonly name: string; readonly value: FieldValue },
): Params {
  const { shownWhen } = fields[name] ?? {};
  const [needed] = shownWhen?.is ?? [];
  const isShown =
    shownWhen === undefined || shownWhen.is?.includes(params[shownWhen.field] ?? '') === true;
  return {
    ...params,
    ...(shownWhen !== undefined &&
      needed !== undefined &&
      !isShown && { [shownWhen.field]: needed }),
    [name]: value,
  };
}

/** `Width`, `Learning rate`, `Dense 1 · Units`, `Prune weights · Zeros`. */
export function axisName(target: AxisTarget, recipe: Recipe): string {
  const label = fieldOf(target, recipe)?.label ?? 'Unknown';
  if (target.kind === 'step') return `${techniqueOf(target.technique).label} · ${label}`;
  const layer = target.kind === 'layer' ? recipe.architecture[target.place] : undefined;
  return layer === undefined ? label : `${nameOfLayer(recipe.architecture, layer)} · ${label}`;
}

const fractions: Readonly<Record<number, string>> = {
  0.125: '⅛',
  0.25: '¼',
  0.5: '½',
  0.75: '¾',
};

/** `width × ½`, `Adam`, `90 % zeros`, `Dense 1 · Units 64`. */
export function valueWords(target: AxisTarget, value: FieldValue, recipe: Recipe): string {
  if (target.kind === 'width' || target.kind === 'depth')
    return `${target.kind} × ${fractions[Number(value)] ?? value}`;
  const field = fieldOf(target, recipe);
  if (field === null) return String(value);
  if (target.kind === 'regulariser') return valueInWords(field, value);
  if (target.kind === 'step') {
    const step = stepsWith(recipe, target, value).find(({ kind }) => kind === target.technique);
    if (step !== undefined && isSaid(target, recipe)) return stepInWords(step);
  }
  return `${axisName(target, recipe)} ${valueInWords(field, value)}`;
}

/** Whether a step's own few words tell its values apart. */
function isSaid(target: TargetOf<'step'>, recipe: Recipe): boolean {
  const field = fieldOf(target, recipe);
  const values = field === null || field.type === 'flag' ? [] : valuesOf(field);
  const words = values.map((value) =>
    stepsWith(recipe, target, value)
      .filter(({ kind }) => kind === target.technique)
      .map(stepInWords)
      .join(),
  );
  return new Set(words).size === values.length;
}

/** Values that a field offers. */
export const valuesOf = (field: Exclude<Field, { type: 'flag' }>): readonly FieldValue[] =>
  field.type === 'choice' ? field.options : field.stops;
