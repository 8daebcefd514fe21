import type { Params } from '../core/fields.ts';
import { hashText } from '../core/hash.ts';
import { definitionOf, type Layer } from '../core/layers/index.ts';
import { type Distillation, type Recipe, stepsOf } from '../core/recipe.ts';
import { summarize } from '../core/summary.ts';
import { planSweep, type Sweep, type Trial } from '../core/sweep.ts';
import { optimizerConstants } from '../core/training-setup.ts';
import { encodeLink } from '../share/encode.ts';

export const sweepFormat = 'sizewise.sweep/1';

/** Every name of a parameter that Keras has another word for than ours in snake case. */
const kerasWords: Readonly<Record<string, string>> = {
  dilation: 'dilation_rate',
  heads: 'num_heads',
  initializer: 'kernel_initializer',
  beta1: 'beta_1',
  beta2: 'beta_2',
};

/** `kernelSize` is `kernel_size`. */
export const wordOf = (name: string): string =>
  kerasWords[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `Conv2D`; what Keras has no class for is named alike: `PatchEmbedding`. */
export const typeOf = (kind: Layer['kind']): string =>
  definitionOf(kind).label.replaceAll(/ (.)/g, (_, letter: string) => letter.toUpperCase());

export const inWords = (params: object): Params =>
  Object.fromEntries(
    Object.entries(params as Params).map(([name, value]) => [wordOf(name), value]),
  );

/** How the genuine MNIST is cut: the last 5,000 of its training images in this order are the validation set. */
export const mnistCut = {
  name: 'mnist',
  md5: {
    'train-images-idx3-ubyte': '6bbc9ace898e44ae57da46a324031adb',
    'train-labels-idx1-ubyte': 'a25bea736e30d166cdddb491f175f624',
    't10k-images-idx3-ubyte': '2646ac647ad5339dbf082846283269ea',
    't10k-labels-idx1-ubyte': '27ae3e4e09519cfbb04c329615203637',
  },
  /** Chunks with every class in its share, drawn and shuffled by mulberry32 from this seed. */
  order: { seed: 28, chunk_size: 5000 },
  counts: { train: 55_000, validation: 5000, test: 10_000 },
} as const;

/** A recipe in Keras' words; the last layer gives logits. */
export interface WrittenRecipe {
  readonly layers: readonly object[];
  readonly train: Params;
  readonly compress?: readonly object[];
  readonly teacher?: object;
}

export interface SweepFileTrial extends WrittenRecipe {
  readonly id: string;
  /** `width × ½ · seed 2`. */
  readonly words: string;
  /** The trial whose network its last step compresses. */
  readonly parent?: string;
  readonly fold?: { readonly nth: number; readonly of: number };
  /** Of the network as it is written, before any step of compression. */
  readonly expect: { readonly parameters: number; readonly macs: number };
}

/** A sweep as whatever can train it elsewhere is given it: `sweep.json`. */
export interface SweepFile {
  readonly format: typeof sweepFormat;
  readonly dataset: typeof mnistCut;
  readonly optimizer_constants: Params;
  readonly trials: readonly SweepFileTrial[];
}

export function writeRecipe({ architecture, setup, ...rest }: Recipe): WrittenRecipe {
  const steps = stepsOf({ architecture, setup, ...rest });
  return {
    layers: architecture.map(({ kind, params }) => ({ type: typeOf(kind), ...inWords(params) })),
    train: inWords(setup),
    ...(steps.length > 0 && {
      compress: steps.map(({ kind, params }) => ({ kind: wordOf(kind), ...inWords(params) })),
    }),
    ...(rest.distillation && { teacher: writeTeacher(rest.distillation) }),
  };
}

const writeTeacher = ({ params, teacher }: Distillation): object => ({
  ...inWords(params),
  trained_by: writeRecipe(teacher),
});

/** Sixteen hex digits from what is trained, as its link says it: the same in every sweep and file, whatever fields come later. */
export function trialId({ recipe, fold }: Pick<Trial, 'recipe' | 'fold'>): string {
  const text = JSON.stringify([encodeLink({ recipe }), fold]);
  return [text, `again ${text}`]
    .map((each) => hashText(each).toString(16).padStart(8, '0'))
    .join('');
}

/** Every trial of a sweep that has no problem. */
export function sweepFile(sweep: Sweep): SweepFile {
  const { trials } = planSweep(sweep);
  const ids = trials.map(trialId);
  return {
    format: sweepFormat,
    dataset: mnistCut,
    optimizer_constants: inWords(optimizerConstants),
    trials: trials.map(({ recipe, words, parent, fold }, place) => {
      const { parameters, macs } = summarize(recipe.architecture);
      return {
        ...{ id: ids[place] ?? '', words, ...writeRecipe(recipe) },
        ...(parent !== null && { parent: ids[parent] ?? '' }),
        ...(fold !== null && { fold }),
        expect: { parameters, macs },
      };
    }),
  };
}
