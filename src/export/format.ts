import type { Recipe } from '../core/recipe.ts';
import { stepsOf } from '../core/recipe.ts';
import type { Arithmetic, StoredModel } from '../core/stored-model.ts';

/** A finished network as an exporter gets it. */
export interface FinishedNetwork {
  readonly name: string;
  readonly recipe: Recipe;
  readonly model: StoredModel;
  /** Where training stood: Adam's first moments and then its second (momentum: one), in Keras order of trainable weights. */
  readonly training: { readonly moments: readonly Float32Array[]; readonly step: number } | null;
}

/** A file format for trained networks. Its writer is loaded on demand, in the engine. */
export interface NetworkFormat {
  readonly label: string;
  /** The tool that reads it: formats of one tool stand together. */
  readonly tool: string;
  /** With its dot. */
  readonly extension: string;
  /** One sentence: what it is for, and what it does to the numbers. */
  readonly purpose: string;
  /** Why a finished network of this recipe cannot be written so, and what to do; null where it can. */
  problem(recipe: Recipe): string | null;
}

/** Bytes of the file. @throws EngineError in words where `problem` did not see it coming */
export type WriteNetwork = (network: FinishedNetwork) => Promise<Uint8Array<ArrayBuffer>>;

/** What a network's input is made of grey levels of 0 to 255 by: a formula that Python reads too. */
export const pixelFormula: Readonly<Record<StoredModel['pixelRange'], string>> = {
  '0..1': 'grey / 255',
  '-1..1': 'grey / 127.5 - 1',
};

/** Checks a format against its own type and gives it back. */
export const defineFormat = (format: NetworkFormat): NetworkFormat => format;

/** How a finished network of this recipe computes. */
export function arithmeticOf(recipe: Recipe): Arithmetic['kind'] {
  const step = stepsOf(recipe).findLast(({ kind }) => kind === 'quantize');
  if (step?.kind !== 'quantize') return 'float';
  const { format } = step.params;
  return format === 'int8' || format === 'dynamic' ? format : 'float';
}

/** For formats that hold floats. */
export const needsFloats = (recipe: Recipe): string | null =>
  arithmeticOf(recipe) === 'float'
    ? null
    : 'This run computes in whole numbers: choose an int8 format, or the run that it was quantized from';

/** For formats that hold int8 arithmetic. */
export const needsInt8 = (recipe: Recipe): string | null =>
  arithmeticOf(recipe) === 'int8'
    ? null
    : 'This needs a run that was quantized to int8: press int8 on the bench first, then save the variant';
