import { accepts, type FieldValue } from '../core/fields.ts';
import { foldCounts } from '../core/folds.ts';
import type { Recipe } from '../core/recipe.ts';
import { maxAxes, maxSeeds, maxTrials, maxValues, type SweepPlan } from '../core/sweep.ts';
import { type Axis, type AxisTarget, fieldOf } from '../core/sweep-axis.ts';
import { techniqueKinds } from '../core/techniques/index.ts';
import { decodeValue } from './decode.ts';
import { checksum, encodeValue } from './encode.ts';
import { type FrozenField, type FrozenFields, layersV1, setupV1, stepsV1 } from './v1.ts';

/**
 * The `w` of a link: `v1-g3-w.0p25.0p5.1-sL.0p001.0p01-l2U.64.128.k3x9q`. After the version: `g` and the seeds for a grid, or
 * `r`, the count and `k` and the seeds, with `f` and the folds where there are folds; then an axis each, what it varies before its values. Letters and values are those of
 * the recipe's own link; last a checksum.
 */
export function encodeSweep(plan: SweepPlan, base: Recipe): string {
  const { axes, kind, count, seeds, folds } = plan;
  const points = kind === 'grid' ? `g${seeds}` : `r${count}k${seeds}`;
  const how = folds === undefined ? points : `${points}f${folds}`;
  const items = axes.flatMap((axis) => encodeAxis(axis, base) ?? []);
  const content = ['v1', how, ...items].join('-');
  return `${content}.${checksum(content)}`;
}

/** Null for an axis that the recipe has no field for: the network was changed under it. */
function encodeAxis({ target, values }: Axis, base: Recipe): string | null {
  const frozen = frozenOf(target, base);
  return (
    frozen && [frozen.name, ...values.map((value) => encodeValue(frozen.field, value))].join('.')
  );
}

const scale: FrozenField = { letter: '', default: 1 };
const wholeV1 = {
  width: { name: 'w', field: scale },
  depth: { name: 'd', field: scale },
  regulariser: {
    name: 'r',
    field: {
      ...{ letter: '', default: 'none' },
      options: ['none', 'dropout', 'l2', 'batchNormalization', 'augmentation', 'earlyStopping'],
    },
  },
} as const satisfies Readonly<Record<string, { name: string; field: FrozenField }>>;
type Whole = keyof typeof wholeV1;
const isWhole = (target: AxisTarget): target is Extract<AxisTarget, { kind: Whole }> =>
  Object.hasOwn(wholeV1, target.kind);

function frozenOf(
  target: AxisTarget,
  { architecture }: Recipe,
): { readonly name: string; readonly field: FrozenField } | null {
  if (isWhole(target)) return wholeV1[target.kind];
  const found = (before: string, fields: FrozenFields) => {
    const field = fields[target.field];
    return field === undefined ? null : { name: before + field.letter, field };
  };
  if (target.kind === 'setup') return found('s', setupV1.fields);
  if (target.kind === 'step')
    return found(stepsV1[target.technique].letter, stepsV1[target.technique].fields);
  const layer = architecture[target.place];
  return layer === undefined ? null : found(`l${target.place}`, layersV1[layer.kind].fields);
}

/** Reads what `encodeSweep` wrote, about a recipe; null for anything else, and for what would be too much. */
export function decodeSweep(text: string, base: Recipe): SweepPlan | null {
  if (text.length > 2000) return null;
  const [, content = '', check] = /^([A-Za-z0-9.-]+)\.([a-z0-9]{5})$/.exec(text) ?? [];
  if (check !== checksum(content)) return null;
  const [version, how = '', ...items] = content.split('-');
  const [, grid, count = '10', random, folds] =
    /^(?:g(\d{1,3})|r(\d{1,3})k(\d{1,3}))(?:f(\d{1,2}))?$/.exec(how) ?? [];
  const plan = {
    kind: grid === undefined ? ('random' as const) : ('grid' as const),
    count: Number(count),
    seeds: Number(grid ?? random ?? 0),
    ...(folds !== undefined && { folds: Number(folds) }),
  };
  const hasFolds = folds === undefined || foldCounts.some((each) => each === plan.folds);
  const isBounded =
    isWithin(plan.seeds, maxSeeds) && isWithin(plan.count, maxTrials) && items.length <= maxAxes;
  if (version !== 'v1' || !isBounded || !hasFolds) return null;
  const axes = items.map((item) => decodeAxis(item, base)).filter((axis) => axis !== null);
  return axes.length < items.length ? null : { ...plan, axes };
}

const isWithin = (value: number, most: number): boolean => value >= 1 && value <= most;

function decodeAxis(item: string, base: Recipe): Axis | null {
  const [name = '', ...texts] = item.split('.');
  const target = targetOf(name, base);
  const field = target && fieldOf(target, base);
  const frozen = target && frozenOf(target, base);
  if (!target || !field || !frozen || !isWithin(texts.length, maxValues)) return null;
  const values = texts.map((text) => decodeValue(frozen.field, text));
  const allowed = values.filter((value): value is FieldValue => accepts(field, value));
  return allowed.length < values.length ? null : { target, values: [...new Set(allowed)] };
}

function targetOf(name: string, { architecture }: Recipe): AxisTarget | null {
  const whole = (Object.keys(wholeV1) as Whole[]).find((kind) => wholeV1[kind].name === name); // its own keys
  if (whole !== undefined) return { kind: whole };
  const [, item = '', place, letter = ''] = /^(s|z[a-z]|l(\d{1,2}))([A-Z])$/.exec(name) ?? [];
  const named = (fields: FrozenFields) =>
    Object.keys(fields).find((field) => fields[field]?.letter === letter) ?? '';
  if (item === 's') return { kind: 'setup', field: named(setupV1.fields) };
  if (place !== undefined) {
    const layer = architecture[Number(place)];
    if (layer === undefined) return null;
    return { kind: 'layer', place: Number(place), field: named(layersV1[layer.kind].fields) };
  }
  const technique = techniqueKinds.find((kind) => stepsV1[kind].letter === item);
  return technique === undefined
    ? null
    : { kind: 'step', technique, field: named(stepsV1[technique].fields) };
}
