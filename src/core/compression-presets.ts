import { type CompressionStep, createStep } from './techniques/index.ts';
import type { TrainingSetup } from './training-setup.ts';

/** A whole recipe of compression in one click. */
export interface CompressionPreset {
  readonly id: string;
  readonly label: string;
  /** One sentence: what to expect, or where it comes from. */
  readonly purpose: string;
  readonly steps: readonly CompressionStep[];
  /** How the network itself has to be trained for it, where that matters. */
  readonly setup?: Partial<TrainingSetup>;
}

/** In the bench's order: the quickest first. */
export const compressionPresets: readonly CompressionPreset[] = [
  {
    id: 'int8',
    label: 'int8',
    purpose: 'Whole numbers of 8 bits instead of floats: a quarter of the bytes, in a moment.',
    steps: [createStep('quantize')],
  },
  {
    id: 'zeros-90',
    label: '90 % zeros',
    purpose: 'Prunes the smallest weights of the whole network and trains the rest for two epochs.',
    steps: [createStep('prune', { sparsity: 0.9, epochs: 2 })],
  },
  {
    id: 'deep-compression',
    label: 'Deep Compression',
    purpose:
      'Prune for four epochs, share 16 values, Huffman-code (Han et al. 2016): 30 to 37 times smaller.',
    steps: [
      createStep('prune', { sparsity: 0.91, epochs: 4 }),
      // Moving the shared values as well won nothing on validation images: docs/compression.md.
      createStep('cluster', { clusters: 16 }),
      createStep('huffman'),
    ],
  },
  {
    id: 'article',
    label: "The article's pruning",
    purpose:
      'From 0 to 50 % zeros between steps 2,000 and 4,000 of a network that trains from scratch: 5 epochs of batches of 32.',
    setup: { batchSize: 32, epochs: 5 },
    steps: [
      createStep('prune', {
        ...{ sparsity: 0.5, scope: 'layer', epochs: 5, schedule: 'polynomial' },
        ...{ beginStep: 2000, endStep: 4000, keepOutput: false, weights: 'fresh' },
      }),
    ],
  },
  {
    id: 'tutorial',
    label: "The tutorial's pruning",
    purpose: "From 50 to 80 % zeros in every layer while it trains on: TensorFlow's own example.",
    steps: [
      createStep('prune', {
        ...{ sparsity: 0.8, scope: 'layer', epochs: 2, schedule: 'polynomial' },
        ...{ initialSparsity: 0.5, endStep: 844, keepOutput: false },
      }),
    ],
  },
];
