import type { Recipe } from './recipe.ts';
import { regularisers } from './regularisers.ts';
import type { SweepPlan } from './sweep.ts';
import type { Axis } from './sweep-axis.ts';

/** A sweep in one click. */
export interface SweepPreset {
  readonly id: string;
  readonly label: string;
  /** One sentence: the question that it answers. */
  readonly purpose: string;
  readonly axes: (recipe: Recipe) => readonly Axis[];
  /** Folds of a cross-validation, where it is one. */
  readonly folds?: number;
}

const one = (axis: Axis) => () => [axis];

/** From about ten of each digit. */
const imageCounts = [100, 500, 1000, 2000, 5000, 10_000, 20_000, 55_000];

export const sweepPresets: readonly SweepPreset[] = [
  {
    id: 'width',
    label: 'Width ¼ to 4',
    purpose:
      'Is wider better? The same network with a quarter to four times the filters and units.',
    axes: one({ target: { kind: 'width' }, values: [0.25, 0.5, 1, 2, 4] }),
  },
  {
    id: 'depth',
    label: 'Depth 1 to 4',
    purpose: 'Is deeper better? Every hidden layer, or every residual block, one to four times.',
    axes: one({ target: { kind: 'depth' }, values: [1, 2, 3, 4] }),
  },
  {
    id: 'images',
    label: 'Training images',
    purpose: 'How much data does it need? From 500 images to the number of the setup.',
    axes: ({ setup: { trainingImages } }) => [
      {
        target: { kind: 'setup', field: 'trainingImages' },
        values: [...imageCounts.filter((count) => count < trainingImages), trainingImages],
      },
    ],
  },
  {
    id: 'sparsity',
    label: 'Zeros 50 to 98 %',
    purpose: 'How many weights can go? Pruned to more and more zeros, with one epoch to recover.',
    axes: one({
      target: { kind: 'step', technique: 'prune', field: 'sparsity' },
      values: [0.5, 0.8, 0.9, 0.95, 0.98],
    }),
  },
  {
    id: 'bits',
    label: 'Bits 8 to 1',
    purpose: 'How few bits does a weight need? Rounded to 8 bits and fewer, without training.',
    axes: one({
      target: { kind: 'step', technique: 'quantize', field: 'bits' },
      values: ['8', '6', '4', '3', '2', 'ternary', 'binary'],
    }),
  },
  {
    id: 'rate',
    label: 'Learning rate',
    purpose: 'Which step is too small, and which too large? From 0.0001 to 0.1.',
    axes: one({
      target: { kind: 'setup', field: 'learningRate' },
      values: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1],
    }),
  },
  {
    id: 'labels',
    label: 'Label noise 0 to 80 %',
    purpose: 'Does it learn or memorise? More and more of the training labels are wrong.',
    axes: one({
      target: { kind: 'setup', field: 'labelNoise' },
      values: [0, 0.1, 0.2, 0.4, 0.8],
    }),
  },
  {
    id: 'regularisers',
    label: 'Against overfitting',
    purpose:
      'What helps when there is little data? Six ways side by side, on the images of the setup.',
    axes: one({ target: { kind: 'regulariser' }, values: regularisers }),
  },
  {
    id: 'folds',
    label: 'Cross-validation',
    purpose: 'How much of the score is luck with the images? Five folds, each held out once.',
    axes: () => [],
    folds: 5,
  },
];

/** What the view opens with: the widths, each with three seeds. */
export const defaultPlan: SweepPlan = {
  ...{ kind: 'grid', count: 10, seeds: 3 },
  axes: [{ target: { kind: 'width' }, values: [0.25, 0.5, 1, 2, 4] }],
};
