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
export const pinnedEngineVersion = '0.2.0';
export const pinnedRuns: readonly PinnedRun[] = [
  {
    presetId: 'cnn-2k',
    setup: { epochs: 1, trainingImages: 2000 },
    hash: '53ed6723cd2a947bcaaa82821cbbd24129b94645000693b81e688872740cc9e7',
  },
  {
    presetId: 'keras-mnist-convnet',
    setup: { epochs: 1, trainingImages: 1000, optimizer: 'adamw', schedule: 'cosine' },
    hash: 'fb8cc91869c13f55db974305d3a446a5b615523f3515301487fe3a961ba6a009',
  },
  {
    presetId: 'mobilenet-like',
    setup: { epochs: 1, trainingImages: 1000, optimizer: 'momentum', warmupSteps: 5 },
    hash: '94d4486479c540c9f163f0b80a45e2f8e237c6a11877b1f5ce1f2dee16557fb6',
  },
];
