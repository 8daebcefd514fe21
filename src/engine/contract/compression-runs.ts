import { compressionPresets } from '../../core/compression-presets.ts';
import { type CompressionStep, createStep } from '../../core/techniques/index.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import type { CompressionBounds } from './compression-bounds.ts';

/** A recipe of compression on a network trained on all 55,000 images, beside its control. */
export interface CompressionRun {
  readonly id: string;
  readonly presetId: string;
  /** What differs from the defaults. */
  readonly setup: Partial<TrainingSetup>;
  readonly seeds: readonly number[];
  readonly steps: readonly CompressionStep[];
  readonly bounds: CompressionBounds;
}

const stepsOfPreset = (id: string): readonly CompressionStep[] =>
  compressionPresets.find((preset) => preset.id === id)?.steps ?? [];

const preset = (id: string) => ({ id, steps: stepsOfPreset(id) });
const oneSeed = { seeds: [1] };
const mlp = { presetId: 'mlp-784-128-10', setup: { epochs: 5, batchSize: 32 }, ...oneSeed };
const cnn = { ...mlp, presetId: 'reference-cnn' };
const tutorial = { ...mlp, presetId: 'pruning-tutorial-cnn', setup: { epochs: 4, batchSize: 32 } };
const int8 = { steps: stepsOfPreset('int8'), bounds: { mostChanged: 0.0015, mostFlips: 30 } };
const bits = (levels: '4' | '2') => [createStep('quantize', { format: 'weights', bits: levels })];

/** Of a network that is trained in seconds: `npm run test:full` runs them. */
export const shortCompressionRuns: readonly CompressionRun[] = [
  { ...mlp, ...preset('article'), bounds: { atLeast: 0.972, mostLost: 0.005 } },
  { ...mlp, ...preset('zeros-90'), bounds: { atLeast: 0.97 } },
  { ...tutorial, ...preset('tutorial'), bounds: { atLeast: 0.968 } },
  {
    // With int8 weights and floats between the layers, as the tutorial has it.
    ...{ ...tutorial, id: 'tutorial-int8' },
    steps: [...stepsOfPreset('tutorial'), createStep('quantize', { format: 'dynamic' })],
    bounds: { atLeast: 0.968, timesSmaller: 10 },
  },
  { ...mlp, ...int8, id: 'int8-mlp' },
  { ...mlp, id: 'int2-mlp', steps: bits('2'), bounds: { atMost: 0.6 } },
];

/** As one gets it by Train and the preset, with nothing else changed. */
const deepCompression = { setup: {}, steps: stepsOfPreset('deep-compression') };

export const compressionRuns: readonly CompressionRun[] = [
  ...shortCompressionRuns,
  { ...cnn, ...int8, id: 'int8-cnn' },
  { ...cnn, id: 'int4-cnn', steps: bits('4'), bounds: { mostChanged: 0.003 } },
  { ...cnn, id: 'int2-cnn', steps: bits('2'), bounds: { atMost: 0.6 } },
  {
    ...{ ...deepCompression, id: 'deep-compression-mlp', presetId: 'lenet-300-100' },
    seeds: [1, 2, 3],
    bounds: { mostLost: 0.003, timesSmaller: 35 },
  },
  {
    ...{ ...deepCompression, id: 'deep-compression-cnn', presetId: 'reference-cnn' },
    seeds: [1, 2],
    bounds: { mostLost: 0.003, timesSmaller: 30 },
  },
];
