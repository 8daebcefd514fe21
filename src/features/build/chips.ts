import type { Field, FieldValue } from '../../core/fields.ts';
import { definitionOf, type Layer } from '../../core/layers/index.ts';
import { labelInSentence } from '../../ui/GroupedFields.tsx';

type ChipOf = (value: FieldValue) => string | null;

const square: ChipOf = (side) => `${side}×${side}`;
const unless =
  (usual: FieldValue, words: (value: FieldValue) => string): ChipOf =>
  (value) =>
    value === usual ? null : words(value);

/** Fields that people say in a way of their own, and when they are worth a chip. */
const sayings: Readonly<Record<string, ChipOf>> = {
  filters: (count) => (count === 1 ? '1 filter' : `${count} filters`),
  units: (count) => (count === 1 ? '1 unit' : `${count} units`),
  kernelSize: square,
  poolSize: square,
  patchSize: square,
  heads: (count) => (count === 1 ? '1 head' : `${count} heads`),
  keyDim: (size) => `of ${size}`,
  stddev: (stddev) => `σ ${stddev}`,
  rate: (rate) => `${Math.round(100 * Number(rate))} %`,
  padding: unless('valid', String),
  groups: unless(1, (count) => `${count} groups`),
  depthMultiplier: unless(1, (count) => `×${count}`),
  span: (count) => (count === 1 ? 'skips 1 layer' : `skips ${count} layers`),
  shortcut: unless('identity', String),
};

/** The layer in a few words: what sizes it, and whatever differs from its defaults. */
export function chipsOf(layer: Layer): readonly string[] {
  const params: Readonly<Record<string, FieldValue>> = layer.params;
  return Object.entries(definitionOf(layer.kind).fields).flatMap(([name, field]) => {
    const value = params[name] ?? field.default;
    const chip = name === 'activation' ? activationChip(field, value) : chipOf(name, field, value);
    return chip === null ? [] : [chip];
  });
}

const chipOf = (name: string, field: Field, value: FieldValue): string | null => {
  const saying = sayings[name];
  if (saying !== undefined) return saying(value);
  if (value === field.default) return null;
  const label = labelInSentence(field);
  if (field.type === 'flag') return value === true ? label : `no ${label}`;
  return `${label} ${wordsOf(field, value)}`;
};

const activationChip = (field: Field, value: FieldValue): string | null =>
  value === 'linear' ? null : wordsOf(field, value);

const wordsOf = (field: Field, value: FieldValue): string =>
  (field.type === 'choice' && field.optionLabels?.[String(value)]) || String(value);
