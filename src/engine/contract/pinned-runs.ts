import type { TrainingSetup } from '../../core/training-setup.ts';

interface PinnedRun {
  readonly presetId: string;
  /** What differs from the defaults. */
  readonly setup: Partial<TrainingSetup>;
  readonly hash: string;
}

/**
 * Hashes that runs must have, in Node and in every browser, on any number of threads. A change that moves them changes
 * what old links come to: raise `engineVersion` with it.
 */
export const pinnedEngineVersion = '0.4.0';
export const pinnedRuns: readonly PinnedRun[] = [
  {
    presetId: 'cnn-2k',
    setup: { epochs: 1, trainingImages: 2000 },
    hash: '7675d4d40454e26ec1cf18d4da992eb75fe5492a0389b9195580748825d5ca31',
  },
  {
    presetId: 'keras-mnist-convnet',
    setup: { epochs: 1, trainingImages: 1000, optimizer: 'adamw', schedule: 'cosine' },
    hash: 'eeac4081358d1727453623bf44d5fc95f83141cd726df05eeaac5a8d0eaadd95',
  },
  {
    presetId: 'mobilenet-like',
    setup: { epochs: 1, trainingImages: 1000, optimizer: 'momentum', warmupSteps: 5 },
    hash: '42a2bc9075c13011dfc1333b533246e1fed62baee7c496f393b5d0d46eb4c8bd',
  },
];
