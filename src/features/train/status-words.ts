import { isAugmented } from '../../core/augmentation.ts';
import type { RunRecord } from '../../core/run.ts';
import {
  type OptimizerName,
  type TrainingSetup,
  trainingFields,
} from '../../core/training-setup.ts';
import type { ActiveRun } from '../../stores/active-run.ts';
import { formatBytes, formatInteger, formatSeconds } from '../../ui/format.ts';

/** What a training run is doing, in a few words: `epoch 2 of 3 · 5,412 images/s · 9 s left`. */
export function progressWords(run: ActiveRun): string {
  const epoch = `epoch ${Math.max(1, run.epoch)} of ${epochsOf(run)}`;
  switch (run.phase) {
    case 'loading-data':
      return run.data === null
        ? 'loading the digits'
        : `loading the digits · ${formatBytes(run.data.loadedBytes)} of ${formatBytes(run.data.totalBytes)}`;
    case 'building':
      return 'building the network';
    case 'asking-teacher':
      return 'asking the teacher about every training image';
    case 'paused':
      return `paused · ${epoch}`;
    case 'evaluating':
      return 'evaluating: training, validation and test images';
    case 'training':
      return [epoch, speedWords(run.imagesPerSecond), leftWords(run.remainingSeconds)]
        .filter((words) => words !== '')
        .join(' · ');
    default:
      return run.phase satisfies never;
  }
}

const epochsOf = ({ totalSteps, stepsPerEpoch, recipe }: ActiveRun): number =>
  stepsPerEpoch === 0 ? recipe.setup.epochs : Math.ceil(totalSteps / stepsPerEpoch);

const speedWords = (imagesPerSecond: number): string =>
  imagesPerSecond > 0 ? `${formatInteger(imagesPerSecond)} images/s` : '';

const leftWords = (seconds: number | null): string =>
  seconds === null ? '' : `${formatSeconds(Math.ceil(seconds)).replace('.0', '')} left`;

const endings: Record<RunRecord['status'], string> = {
  finished: 'finished',
  stopped: 'stopped by hand',
  'early-stopped': 'stopped early: no better validation loss',
  diverged: 'diverged',
};

/** How a run ended: `calm-otter finished · 2,580 steps in 12.3 s`. */
export const outcomeWords = ({ name, status, steps, timing }: RunRecord): string =>
  `${name} ${endings[status]} · ${
    steps === 0
      ? 'without a training step'
      : `${formatInteger(steps)} steps in ${formatSeconds(timing.trainingSeconds)}`
  }`;

/** `MNIST · 55,000 images · Adam 0.001 · batch 64 · seed 1 · augmented`. */
export const setupWords = (setup: TrainingSetup): string =>
  [
    'MNIST',
    `${formatInteger(setup.trainingImages)} images`,
    `${optimizerWord(setup.optimizer)} ${setup.learningRate}`,
    `batch ${setup.batchSize}`,
    `seed ${setup.seed}`,
    ...(isAugmented(setup) ? ['augmented'] : []),
  ].join(' · ');

const optimizerWord = (optimizer: OptimizerName): string =>
  optimizer === 'momentum'
    ? 'momentum'
    : (trainingFields.optimizer.optionLabels?.[optimizer] ?? optimizer);
