import { sizeOf } from '../../core/shape.ts';
import type { LayerSummary } from '../../core/summary.ts';
import { formatInteger } from '../../ui/format.ts';

export interface Formula {
  /** `3·3·32·64 + 64` */
  readonly terms: string;
  /** `18,496` */
  readonly result: string;
  /** What each term stands for: `kernel + bias`. */
  readonly meaning: string;
}

/** How many parameters a layer has, with its own numbers: one term a weight tensor. Null when it has none. */
export function parameterFormula({ weights, parameters }: LayerSummary): Formula | null {
  if (parameters === 0) return null;
  return {
    terms: weights.map(({ shape }) => shape.map(formatInteger).join('·')).join(' + '),
    result: formatInteger(parameters),
    meaning: weights.map(({ name }) => name.replaceAll('_', ' ')).join(' + '),
  };
}

/** Multiply–adds for one image as outputs × work for each. Null when there is none. */
export function macsFormula({ outputShape, macs }: LayerSummary): Formula | null {
  if (outputShape === null || macs === 0) return null;
  const each = macs / sizeOf(outputShape);
  return {
    terms: `${outputShape.map(formatInteger).join('·')} × ${Number.isInteger(each) ? formatInteger(each) : each.toFixed(2)}`,
    result: formatInteger(macs),
    meaning: 'outputs × multiply-adds for each',
  };
}
