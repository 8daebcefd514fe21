import { choice, flag, int, number } from '../fields.ts';
import { definitionOf } from '../layers/index.ts';
import { defineTechnique, fineTuningFields, percentInWords } from './technique.ts';

/** Magnitude pruning (Han et al. 2015; the schedule of Zhu & Gupta 2017, as tfmot has it). */
export const prune = defineTechnique({
  label: 'Prune weights',
  purpose: 'Sets the smallest weights to zero, and keeps them there while the rest trains on.',
  fields: {
    sparsity: number({
      label: 'Zeros',
      hint: 'The share of weights that end as zeros.',
      min: 0.05,
      max: 0.99,
      default: 0.8,
      stops: [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98],
    }),
    scope: choice({
      label: 'Chosen',
      hint: 'The smallest weights of the whole network, or the same share of every layer.',
      options: ['global', 'layer'],
      default: 'global',
      optionLabels: { global: 'Over all layers', layer: 'Layer by layer' },
    }),
    ...fineTuningFields(1),
    schedule: choice({
      label: 'Schedule',
      hint: 'All at once before fine-tuning, all at the first step and held, or little by little.',
      options: ['polynomial', 'constant', 'one-shot'],
      default: 'polynomial',
      optionLabels: {
        polynomial: 'Little by little',
        constant: 'From the first step',
        'one-shot': 'At once',
      },
    }),
    initialSparsity: number({
      label: 'Zeros at the start',
      hint: 'Where a gradual schedule begins.',
      isRare: true,
      shownWhen: { field: 'schedule', is: ['polynomial'] },
      min: 0,
      max: 0.98,
      default: 0,
      stops: [0, 0.25, 0.5, 0.8],
    }),
    beginStep: int({
      label: 'First pruning step',
      isRare: true,
      shownWhen: { field: 'schedule', isNot: ['one-shot'] },
      min: 0,
      max: 1_000_000,
      default: 0,
      stops: [0, 100, 500, 1000, 2000],
    }),
    endStep: int({
      label: 'Last pruning step',
      hint: '0: at two thirds of the steps, so that the last third can recover.',
      isRare: true,
      shownWhen: { field: 'schedule', is: ['polynomial'] },
      min: 0,
      max: 1_000_000,
      default: 0,
      stops: [0, 400, 844, 1000, 2000, 4000],
    }),
    frequency: int({
      label: 'Steps between',
      hint: 'How often the zeros are chosen anew.',
      isRare: true,
      shownWhen: { field: 'schedule', is: ['polynomial'] },
      min: 1,
      max: 10_000,
      default: 100,
      stops: [1, 10, 50, 100, 500],
    }),
    power: number({
      label: 'Power',
      hint: 'How fast the first zeros come: 1 is even, 3 prunes most at the start.',
      isRare: true,
      shownWhen: { field: 'schedule', is: ['polynomial'] },
      min: 0.5,
      max: 10,
      default: 3,
      stops: [1, 2, 3, 4, 6],
    }),
    keepOutput: flag({
      label: 'Spare the output layer',
      hint: 'It has few weights, and each of them counts.',
      isRare: true,
      default: true,
    }),
    weights: choice({
      label: 'Survivors',
      hint: 'What the weights that are left begin with.',
      isRare: true,
      options: ['trained', 'rewound', 'redrawn', 'fresh'],
      default: 'trained',
      optionLabels: {
        trained: 'As trained',
        rewound: 'Back to their first values (lottery ticket)',
        redrawn: 'New random values (its control)',
        fresh: 'Untrained: pruned while it trains',
      },
    }),
  },
  problem({ architecture, before }, { keepOutput }) {
    if (before.includes('quantize') || before.includes('cluster'))
      return 'Its weights are codes by now: prune first, then quantize';
    const kernels = architecture.filter(
      ({ kind }) => 'useBias' in definitionOf(kind).fields && kind !== 'depthwiseConv2d',
    );
    if (kernels.length === 0) return 'There is no kernel to prune: add a layer with weights';
    return kernels.length === 1 && keepOutput
      ? 'Its only kernel is the output layer: switch "Spare the output layer" off'
      : null;
  },
  inWords: ({ sparsity }) => `${percentInWords(sparsity)} zeros`,
});
