import { type Fields, int, number, type ParamsOf } from '../fields.ts';
import type { Layer } from '../layers/index.ts';

/** What a technique is given: a network, and what was done to it before. */
export interface Compressible {
  readonly architecture: readonly Layer[];
  /** Kinds of the steps so far, first to last. */
  readonly before: readonly string[];
}

/** A way to make a trained network smaller: its words, its parameters, and where it cannot be used. */
export interface TechniqueDefinition<F extends Fields = Fields> {
  readonly label: string;
  /** One sentence: what it does to the weights. */
  readonly purpose: string;
  readonly fields: F;
  /** Why it cannot be applied here, and what to do; null when it can. */
  problem(network: Compressible, params: ParamsOf<F>): string | null;
  /** A few words for chips and names: `90 % zeros`. */
  inWords(params: ParamsOf<F>): string;
}

/** Checks a definition against its own fields and gives it back. */
export const defineTechnique = <const F extends Fields>(definition: TechniqueDefinition<F>) =>
  definition;

/** Training after, or during, a technique: at the run's own batch size and optimizer, fresh moments, constant rate. */
export const fineTuningFields = (epochs: number) =>
  ({
    epochs: int({
      label: 'Fine-tuning epochs',
      hint: 'Passes over the training images, so that the weights that are left make up for the rest.',
      min: 0,
      max: 50,
      default: epochs,
      stops: [0, 1, 2, 3, 5, 10],
    }),
    learningRate: number({
      label: 'Fine-tuning rate',
      hint: 'How far one step goes: often smaller than in the first training.',
      isRare: true,
      shownWhen: { field: 'epochs', isNot: [0] },
      min: 1e-6,
      max: 1,
      default: 1e-3,
      stops: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2],
    }),
  }) as const;

/** The share as whole percent where it is one. */
export const percentInWords = (share: number): string =>
  `${Number((100 * share).toFixed(1)).toLocaleString('en-US')} %`;
