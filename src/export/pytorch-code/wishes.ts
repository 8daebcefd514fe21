import type { Architecture } from '../../core/recipe.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { augmentText } from './data.ts';
import type { Definitions } from './definitions.ts';
import { attribute, weightsWhere } from './kernels.ts';
import { callLines } from './lines.ts';
import { scheduleName } from './optimizers.ts';

/** One call of `train`. */
export interface Stage {
  /** The variable of the network. */
  readonly model: string;
  readonly architecture: Architecture;
  readonly setup: TrainingSetup;
  /** Python for the setup's own numbers, where they have names. */
  readonly epochs?: string;
  readonly learningRate?: string;
  readonly trainSet?: string;
  readonly isTaught?: boolean;
  /** An expression for what is called after each step. */
  readonly afterStep?: string;
}

/** What a stage asks of `train` beyond the ordinary, as Python; null where nothing. */
export interface Wishes {
  readonly augment: string | null;
  readonly penalty: string | null;
  readonly schedule: string | null;
  readonly patience: string | null;
  readonly batchSize: string | null;
  readonly teacher: string | null;
  readonly afterStep: string | null;
}
export type Wish = keyof Wishes;

/** @param batchSize that of BATCH_SIZE */
export function wishesOf(stage: Stage, definitions: Definitions, batchSize: number): Wishes {
  const { setup, architecture, isTaught = false, afterStep = null } = stage;
  const isAugmented = augmentText('', setup) !== null;
  return {
    augment: isAugmented
      ? definitions.add('augment', (name) => augmentText(name, setup) ?? '')
      : null,
    penalty: penaltyName(architecture, definitions),
    schedule: scheduleName(setup, definitions),
    patience: setup.patience > 0 ? String(setup.patience) : null,
    batchSize: setup.batchSize === batchSize ? null : String(setup.batchSize),
    teacher: isTaught ? 'teacher' : null,
    afterStep,
  };
}

/** The name of a function for a network's L2 terms; null where it has none. */
function penaltyName(architecture: Architecture, definitions: Definitions): string | null {
  const kernels = weightsWhere(architecture, ({ l2 }) => l2 > 0);
  if (kernels.length === 0) return null;
  const rates = [...new Set(kernels.map(({ spec }) => spec.l2))];
  return definitions.add('l2_penalty', (name) =>
    [
      `def ${name}(model):`,
      '    """λ · Σw² of the kernels that have a λ, as Keras adds it to the loss."""',
      '    total = 0',
      ...rates.flatMap((rate) => {
        const own = kernels.filter(({ spec }) => spec.l2 === rate);
        const weights = own.map((kernel) => attribute(kernel.name));
        return [
          ...callLines('    for weight in [', weights, ']:'),
          `        total = total + ${rate} * weight.square().sum()`,
        ];
      }),
      '    return total',
    ].join('\n'),
  );
}
