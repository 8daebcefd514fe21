import type { Fold } from './folds.ts';
import type { Recipe } from './recipe.ts';
import type { StoredSizes } from './stored-sizes.ts';
import type { WrongAnswers } from './wrong-answers.ts';

export type RuntimeKind = 'wasm' | 'tfjs';

/** What computed a figure; stands beside every latency and in every run. */
export interface RuntimeInfo {
  readonly kind: RuntimeKind;
  /** `wasm`, `webgpu`, `webgl` or `cpu` (tests only). */
  readonly backend: string;
  readonly threads: number;
  /** The adapter's name where there is one. */
  readonly device?: string;
}

export interface Environment {
  readonly browser: string;
  readonly crossOriginIsolated: boolean;
  readonly hardwareConcurrency: number;
}

/** A mean loss and a count of right answers over n images, in inference mode. */
export interface Score {
  readonly loss: number;
  readonly correct: number;
  readonly n: number;
}

export interface ValidationPoint extends Score {
  /** Optimizer steps taken when it was measured. */
  readonly step: number;
}

export interface EpochSummary {
  readonly epoch: number;
  readonly step: number;
  /** Means over the epoch's batches, in training mode. */
  readonly trainingLoss: number;
  readonly trainingAccuracy: number;
  readonly validation: Score;
  readonly seconds: number;
}

export type RunEvent =
  | { readonly step: number; readonly kind: 'learning-rate'; readonly value: number }
  | { readonly step: number; readonly kind: 'stopped' | 'early-stopped' | 'diverged' };

/** Latency by the protocol of docs/measuring.md: one image a call, blocks of calls, read back. */
export interface Latency {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  /** Calls in one timed block, blocks timed, calls made before timing. */
  readonly callsPerBlock: number;
  readonly blocks: number;
  readonly warmUpCalls: number;
  readonly firstCallMs: number;
  /** Images a second at batch 256; null for a quick figure. */
  readonly imagesPerSecond: number | null;
  /** Quick: at most 300 ms of work, on untrained weights (speed does not depend on them). */
  readonly quick: boolean;
  /** The tab was hidden for a part of it: browsers then give a page less of the machine. */
  readonly whileHidden?: true;
  readonly runtime: RuntimeInfo;
}

/** Answers of about the same confidence: how many, how many were right, and the sum of their confidences. */
export interface CalibrationBin {
  readonly count: number;
  readonly correct: number;
  readonly confidence: number;
}

export interface TestResult extends Score {
  /** `confusion[label * 10 + answer]` counts. */
  readonly confusion: readonly number[];
  /** Every wrong answer, most confident first; the runs that the page lists are without. */
  readonly wrong?: WrongAnswers;
  /** Fifteen bins of confidence of equal width, lowest first; absent from runs that are older than it. */
  readonly calibration?: readonly CalibrationBin[];
  /** How often this run's network has been scored on the test set. */
  readonly reads: number;
}

/** The same with its wrong answers. */
export type AnsweredTest = TestResult & Required<Pick<TestResult, 'wrong'>>;

export const hasAnswers = (test: TestResult | null | undefined): test is AnsweredTest =>
  test?.wrong !== undefined;

/** A listed run with its wrong answers, where there are any. */
export const answered = (record: RunRecord, wrong: WrongAnswers | null): RunRecord =>
  record.test === null || wrong === null ? record : { ...record, test: { ...record.test, wrong } };

/** A run as it is listed and stored: its wrong answers are most of it, and thousands of runs are read at once. */
export function listed(record: RunRecord): RunRecord {
  if (!hasAnswers(record.test)) return record;
  const { wrong: _, ...test } = record.test;
  return { ...record, test };
}

export type RunStatus = 'finished' | 'stopped' | 'early-stopped' | 'diverged';

export interface RunSize {
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly macs: number;
  /** Parameters × 4. */
  readonly weightBytes: number;
  /** Bytes of the file that Download gives; the same after deflate. */
  readonly fileBytes: number;
  readonly deflatedBytes: number;
  /** By the architecture, as float32. */
  readonly peakActivationBytes: number;
  /**
   * What the values between the layers took for one image in the runtime that scored it; absent from older runs, and where the
   * runtime cannot tell.
   */
  readonly activationBytes?: number;
  readonly trainingBytes: number;
  /** Every other way to count it; absent from runs that are older than it. */
  readonly stored?: StoredSizes & {
    /** Its file with all codes Huffman-coded; null where its weights are floats. */
    readonly huffmanFileBytes: number | null;
  };
}

export interface RunTiming {
  /** Seconds spent in optimizer steps. */
  readonly trainingSeconds: number;
  readonly firstStepMs: number;
  readonly imagesPerSecond: number;
}

/** How a run went, step by step: stored apart, and read for the few runs that are looked at. */
export interface RunCurves {
  /** One entry a step: mean batch loss, share of the batch that was right (training mode). */
  readonly stepLosses: Float32Array;
  readonly stepAccuracies: Float32Array;
  readonly validations: readonly ValidationPoint[];
}

/** Colours that a run can be marked with, by name. */
export const runColours = ['red', 'amber', 'green', 'violet'] as const;
export type RunColour = (typeof runColours)[number];

/** What its owner says of a run. */
export interface RunRemarks {
  readonly note?: string | undefined;
  readonly isStarred?: boolean;
  readonly colour?: RunColour | undefined;
}

/** A file that a run's weights came from: they were trained elsewhere, in a way that nobody here knows. */
export interface RunOrigin {
  readonly kind: 'file';
  readonly fileName: string;
  /** `Keras`. */
  readonly format: string;
  /** What the file had that is not here, and does no harm; each in a sentence. */
  readonly notes: readonly string[];
}

/** A finished run. Immutable but for its name, remarks and latency; its curves and weights are stored beside it under the same id. */
export interface RunRecord extends RunRemarks {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The run that this one continued, or that it is a compressed variant of. */
  readonly parentId: string | null;
  /** Whether the recipe says less than what was done: an earlier run was continued, or a fold left out. Absent: where it has a parent. */
  readonly isContinued?: boolean;
  readonly recipe: Recipe;
  readonly dataset: 'mnist';
  readonly engineVersion: string;
  readonly runtime: RuntimeInfo;
  readonly environment: Environment;
  readonly status: RunStatus;
  readonly steps: number;
  readonly events: readonly RunEvent[];
  readonly epochs: readonly EpochSummary[];
  readonly timing: RunTiming;
  readonly size: RunSize;
  /** Final weights on up to 10,000 training images, in inference mode. */
  readonly training: Score;
  readonly validation: Score;
  /** Null when the run diverged. */
  readonly test: TestResult | null;
  readonly latency: Latency | null;
  /** SHA-256 over the float32 step losses and then the weights in Keras order, as hex. */
  readonly hash: string;
  /** Its weights were thrown away to make room: the recipe makes them again. */
  readonly isWithoutWeights?: boolean;
  /** A re-run of somebody's link, to check what it claims, or made from such: no result of one's own. */
  readonly isCheck?: true;
  /** Of a run that was opened, or made from such; absent where its training began here. */
  readonly origin?: RunOrigin;
  /** The sweep that it is a trial of, and its place there: `width × ½ · seed 2`. */
  readonly sweepId?: string;
  readonly sweepPlace?: string;
  /** The fold of the training images that it was validated on, and did not train on. */
  readonly fold?: Fold;
}
