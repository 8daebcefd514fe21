import { defaultsOf, type Params, type ParamsOf } from '../fields.ts';
import { cluster } from './cluster.ts';
import { fineTune } from './fine-tune.ts';
import { huffman } from './huffman.ts';
import { prune } from './prune.ts';
import { quantize } from './quantize.ts';
import { removeFilters } from './remove-filters.ts';
import type { TechniqueDefinition } from './technique.ts';

/** The only list of techniques, in the bench's order. */
export const techniqueDefinitions = {
  prune,
  removeFilters,
  quantize,
  cluster,
  huffman,
  fineTune,
} as const;

export type TechniqueKind = keyof typeof techniqueDefinitions;
export const techniqueKinds = Object.keys(techniqueDefinitions) as readonly TechniqueKind[]; // its own keys

export type TechniqueParams<K extends TechniqueKind> = ParamsOf<
  (typeof techniqueDefinitions)[K]['fields']
>;

/** One thing done to a network, as plain data. */
export type CompressionStep = {
  [K in TechniqueKind]: { readonly kind: K; readonly params: TechniqueParams<K> };
}[TechniqueKind];

/** The definition of a kind, its parameter type erased: `kind` and `params` of a step belong together. */
export function techniqueOf(kind: TechniqueKind): TechniqueDefinition {
  return techniqueDefinitions[kind] as unknown as TechniqueDefinition; // see above
}

/** A step of a kind, at its defaults but for `params`. */
export function createStep<K extends TechniqueKind>(
  kind: K,
  params: Partial<TechniqueParams<K>> = {},
): CompressionStep {
  const defaults: Params = defaultsOf(techniqueOf(kind).fields);
  return { kind, params: { ...defaults, ...params } } as unknown as CompressionStep; // the kind's own fields
}

/** `90 % zeros`. */
export const stepInWords = ({ kind, params }: CompressionStep): string =>
  techniqueOf(kind).inWords(params);
