import type { Field, FieldValue, Params } from './fields.ts';
import { definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import type { Architecture, Recipe } from './recipe.ts';
import { trainingFields } from './training-setup.ts';

/** What a short description counts; the rest (pooling, flatten, activation) goes without saying. */
const words: Partial<Record<LayerKind, string>> = {
  conv2d: 'conv',
  depthwiseConv2d: 'depthwise',
  separableConv2d: 'separable',
  fire: 'fire',
  simpleRnn: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
  multiHeadAttention: 'attention',
  dense: 'dense',
  dropout: 'dropout',
  spatialDropout2d: 'spatial dropout',
  gaussianNoise: 'noise',
  batchNormalization: 'batch norm',
  add: 'residual',
};

/** A network in one line: `2 conv · 2 dense`. */
export function describeArchitecture(architecture: Architecture): string {
  const counted = Object.entries(words).map(([kind, word]) => ({
    word,
    count: architecture.filter((layer) => layer.kind === kind).length,
  }));
  const present = counted.filter(({ count }) => count > 0);
  if (present.length === 0) return 'no weights';
  return present.map(({ word, count }) => `${count} ${word}`).join(' · ');
}

export const families = ['CNN', 'MLP', 'Sequence'] as const;
export type Family = (typeof families)[number];

/** Whether a network walks through a sequence, slides filters over the image, or takes its pixels as one list. */
export function familyOf(architecture: Architecture): Family {
  const groups = new Set(architecture.map(({ kind }) => definitionOf(kind).group));
  if (groups.has('sequence')) return 'Sequence';
  return groups.has('convolution') ? 'CNN' : 'MLP';
}

/** What makes one recipe another, in words and in order: `Conv2D 2 · Filters: 64 → 32`; empty when nothing does. */
export function describeChanges(before: Recipe, after: Recipe): string[] {
  return [
    ...describeLayers(before.architecture, after.architecture),
    ...describeParams(trainingFields, before.setup, after.setup),
  ];
}

function describeLayers(before: Architecture, after: Architecture): string[] {
  return alignLayers(before, after).flatMap(({ old, now }) => {
    if (old === null) return now === null ? [] : [`${nameOfLayer(after, now)} added`];
    if (now === null) return [`${nameOfLayer(before, old)} removed`];
    const { fields } = definitionOf(now.kind);
    return describeParams(fields, old.params, now.params).map(
      (change) => `${nameOfLayer(after, now)} · ${change}`,
    );
  });
}

function describeParams(
  fields: Readonly<Record<string, Field>>,
  before: Params,
  after: Params,
): string[] {
  return Object.entries(fields)
    .filter(([name]) => before[name] !== after[name])
    .map(([name, field]) => {
      const [from, to] = [before[name], after[name]].map((value) => valueInWords(field, value));
      return `${field.label}: ${from} → ${to}`;
    });
}

/** `ReLU`, `on`, `0.001`. */
export function valueInWords(field: Field, value: FieldValue = field.default): string {
  if (field.type === 'choice') return field.optionLabels?.[String(value)] ?? String(value);
  if (field.type === 'flag') return value ? 'on' : 'off';
  return Number(value).toLocaleString('en-US', { maximumSignificantDigits: 6 });
}

/** `Dense` where it is the only one, else `Dense 2`. */
export function nameOfLayer(architecture: Architecture, layer: Layer): string {
  const alike = architecture.filter(({ kind }) => kind === layer.kind);
  const { label } = definitionOf(layer.kind);
  return alike.length === 1 ? label : `${label} ${alike.indexOf(layer) + 1}`;
}

interface LayerPair {
  readonly old: Layer | null;
  readonly now: Layer | null;
}

/** Pairs layers of two networks in order (longest common subsequence of kinds, equal layers counting more). */
function alignLayers(before: Architecture, after: Architecture): LayerPair[] {
  const scores = alignmentScores(before, after);
  const score = (i: number, j: number) => scores[i]?.[j] ?? 0;
  const pairs: LayerPair[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old = null, now = null] = [before[i], after[j]];
    if (
      old &&
      now &&
      score(i, j) === similarity(old, now) + score(i + 1, j + 1) &&
      old.kind === now.kind
    ) {
      pairs.push({ old, now });
      i++;
      j++;
    } else if (old && score(i, j) === score(i + 1, j)) {
      pairs.push({ old, now: null });
      i++;
    } else {
      pairs.push({ old: null, now });
      j++;
    }
  }
  return pairs;
}

/** `scores[i][j]`: the best alignment of what follows `before[i]` and `after[j]`. */
function alignmentScores(before: Architecture, after: Architecture): number[][] {
  const scores = Array.from({ length: before.length + 1 }, () =>
    Array<number>(after.length + 1).fill(0),
  );
  const score = (i: number, j: number) => scores[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const [row, old, now] = [scores[i], before[i], after[j]];
      if (row === undefined || old === undefined || now === undefined) continue; // never: within bounds
      row[j] = Math.max(
        score(i + 1, j),
        score(i, j + 1),
        similarity(old, now) + score(i + 1, j + 1),
      );
    }
  return scores;
}

/** 0 for layers of two kinds, up to 2 for equal ones. */
function similarity(old: Layer, now: Layer): number {
  if (old.kind !== now.kind) return 0;
  const names = Object.keys(definitionOf(now.kind).fields);
  const [before, after]: Params[] = [old.params, now.params];
  const equal = names.filter((name) => before?.[name] === after?.[name]).length;
  return 1 + (equal + 1) / (names.length + 1);
}
