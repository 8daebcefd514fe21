import type { EpochSummary, RunEvent, ValidationPoint } from '../../core/run.ts';
import type { TrainProgress } from '../../protocol/jobs.ts';
import type { RunHistory } from '../../storage/stored.ts';
import type { StepMetrics } from '../runtime.ts';
import { Pace } from './pace.ts';
import { StepSeries } from './step-series.ts';

/** The part of a run's record that grows while it trains. */
export type LoopHistory = Pick<
  RunHistory,
  'steps' | 'events' | 'stepLosses' | 'stepAccuracies' | 'validations' | 'epochs' | 'timing'
>;

type NewEntries = Pick<TrainProgress, 'stepLosses' | 'stepAccuracies' | 'validations' | 'epochs'>;

/** Writes down what a run does, and tells each thing to the page once. */
export class Recorder {
  readonly pace = new Pace();
  readonly events: RunEvent[] = [];
  readonly validations: ValidationPoint[] = [];
  readonly epochs: EpochSummary[] = [];
  readonly #losses: StepSeries;
  readonly #accuracies: StepSeries;
  #told = { steps: 0, validations: 0, epochs: 0 };

  constructor(totalSteps: number) {
    this.#losses = new StepSeries(totalSteps);
    this.#accuracies = new StepSeries(totalSteps);
  }

  /** Steps whose metrics have been read back. */
  get steps(): number {
    return this.#losses.length;
  }

  addSteps({ losses, accuracies }: StepMetrics): void {
    this.#losses.append(losses);
    this.#accuracies.append(accuracies);
  }

  /** Means over the steps from `firstStep` on. */
  trainingMeans(firstStep: number): { trainingLoss: number; trainingAccuracy: number } {
    return {
      trainingLoss: this.#losses.meanFrom(firstStep),
      trainingAccuracy: this.#accuracies.meanFrom(firstStep),
    };
  }

  /** What was written since the last call. */
  takeNew(): NewEntries {
    const { steps, validations, epochs } = this.#told;
    this.#told = {
      steps: this.steps,
      validations: this.validations.length,
      epochs: this.epochs.length,
    };
    return {
      stepLosses: this.#losses.from(steps),
      stepAccuracies: this.#accuracies.from(steps),
      validations: this.validations.slice(validations),
      epochs: this.epochs.slice(epochs),
    };
  }

  get history(): LoopHistory {
    const { firstStepMs, stepSeconds, imagesPerSecond } = this.pace;
    return {
      steps: this.steps,
      events: [...this.events],
      stepLosses: this.#losses.from(0),
      stepAccuracies: this.#accuracies.from(0),
      validations: [...this.validations],
      epochs: [...this.epochs],
      timing: { trainingSeconds: stepSeconds, firstStepMs, imagesPerSecond },
    };
  }
}
