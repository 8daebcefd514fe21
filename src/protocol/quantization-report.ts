import type { Architecture } from '../core/recipe.ts';
import type { Score } from '../core/run.ts';
import type { QuantizedRange } from '../core/stored-model.ts';

/** How many values fall into each of equal bins from `low` to `high`, before and after a step. */
export interface BeforeAndAfter {
  readonly low: number;
  readonly high: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What quantizing did to one weight tensor. */
export interface TensorReport {
  /** Its layer's place in `QuantizationReport.architecture`. */
  readonly layerIndex: number;
  /** `conv2d/kernel`, as in the run's file. */
  readonly name: string;
  readonly count: number;
  /** Bits a weight: 16 for float16, 32 for a bias of int8 and for what stays a float. */
  readonly bits: number;
  /** value = scale · code: one, or one for each channel; empty where the values are floats. */
  readonly scales: readonly number[];
  /** The code of 0; always 0, as weights are quantized symmetrically. */
  readonly zeroPoint: number;
  /** Smallest and largest code; null where the values are floats. */
  readonly codes: { readonly low: number; readonly high: number } | null;
  /** 10·log₁₀(Σw² / Σ(w − ŵ)²), ŵ the quantized values; null where nothing was lost. */
  readonly sqnrDb: number | null;
  readonly histogram: BeforeAndAfter;
}

/** Of an operation: `3 conv2d`, `4 fire (1 of 4)`. */
export interface NamedRange extends QuantizedRange {
  readonly name: string;
}

/** The network as floats but for one layer, whose weights are quantized. */
export interface LayerSensitivity {
  readonly layerIndex: number;
  readonly name: string;
  readonly validation: Score;
}

/** What quantizing a run would do, layer by layer; nothing is kept. */
export interface QuantizationReport {
  /** As it is quantized: with its batch norms folded where the format asks for it. */
  readonly architecture: Architecture;
  /** Of the input and then of every operation's output, as in `Arithmetic`; null where activations stay floats. */
  readonly ranges: readonly NamedRange[] | null;
  readonly tensors: readonly TensorReport[];
  /** Of layers with quantized weights, first to last. */
  readonly sensitivities: readonly LayerSensitivity[];
  /** The same images by the float network, and by the quantized one in its own arithmetic. */
  readonly floats: Score;
  readonly quantized: Score;
}
