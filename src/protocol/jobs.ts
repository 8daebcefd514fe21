import type { Augmentation } from '../core/augmentation.ts';
import type { SpeedPoint } from '../core/crossover.ts';
import type { Fold } from '../core/folds.ts';
import type { FeatureFit, FeatureSetup } from '../core/random-features.ts';
import type { Architecture, Recipe } from '../core/recipe.ts';
import type {
  EpochSummary,
  Latency,
  RunCurves,
  RunRecord,
  RuntimeInfo,
  RuntimeKind,
  Score,
  ValidationPoint,
} from '../core/run.ts';
import type { TechniqueParams } from '../core/techniques/index.ts';
import type { TensorFacts } from '../core/weight-facts.ts';
import type { NetworkFormatId } from '../export/formats.ts';
import type { QuantizationReport } from './quantization-report.ts';

/** Names a network in the engine: the id of a run, training or finished. */
export type ModelId = string;
export type Split = 'train' | 'validation' | 'test';

export interface DataProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface TrainInput {
  readonly runId: ModelId;
  readonly name: string;
  readonly recipe: Recipe;
  readonly runtime: RuntimeKind;
  /** Continue this finished run: start from its weights and optimizer state. */
  readonly parentId: ModelId | null;
  /** Compress the parent instead: the last step of `recipe.compression`. */
  readonly compress?: true;
  /** The finished run that is the teacher of `recipe.distillation`. */
  readonly teacherId?: ModelId;
  /** Begin paused after the first step: what the Step button does on an idle page. */
  readonly startPaused: boolean;
  /** It re-runs what a link claims. */
  readonly isCheck?: true;
  /** Where it is a trial of a sweep: that sweep, and its place there in words. */
  readonly sweepId?: string;
  readonly sweepPlace?: string;
  /** Train on the other folds of the training images, and validate on this one. */
  readonly fold?: Fold;
}

export type TrainPhase =
  | 'loading-data'
  | 'building'
  | 'asking-teacher'
  | 'training'
  | 'paused'
  | 'evaluating';

/** Everything new since the last message; at most ten a second. */
export interface TrainProgress {
  readonly phase: TrainPhase;
  /** While `loading-data`. */
  readonly data: DataProgress | null;
  readonly runtime: RuntimeInfo | null;
  /** Optimizer steps done; epochs count from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly learningRate: number;
  readonly stepLosses: Float32Array;
  readonly stepAccuracies: Float32Array;
  readonly validations: readonly ValidationPoint[];
  readonly epochs: readonly EpochSummary[];
  /** The network's answer to each of the strip's digits, or null when not asked since. */
  readonly stripAnswers: readonly number[] | null;
  /** Over the last second or so of steps, evaluation apart. */
  readonly imagesPerSecond: number;
  readonly elapsedSeconds: number;
  readonly remainingSeconds: number | null;
}

/** `isStored` is false where the browser would not store it: it then lasts as long as the engine. */
export type TrainResult = RunRecord & RunCurves & { readonly isStored: boolean };

export interface DatasetInfo {
  readonly trainingImages: number;
  readonly validationImages: number;
  readonly testImages: number;
  /** Twenty validation digits, two of each class: 28×28 grey levels each, and their labels. */
  readonly stripImages: Uint8Array;
  readonly stripLabels: readonly number[];
}

export type GpuBackend = 'webgpu' | 'webgl';

/** A GPU as the browser shows it. */
export interface AdapterInfo {
  readonly name: string;
  /** Drawn by the CPU: hundreds of times slower than the WASM kernels, so it never counts as a GPU. */
  readonly software: boolean;
}

/** What the browser offers to train on; null where it offers nothing. */
export type Adapters = Readonly<Record<GpuBackend, AdapterInfo | null>>;

export interface DeviceOption {
  readonly runtime: RuntimeInfo;
  /** Images a second of real training steps, compilation apart; null when it could not run. */
  readonly imagesPerSecond: number | null;
  readonly firstStepMs: number | null;
  /** Why it cannot run, in words. */
  readonly problem: string | null;
}

/** One dense layer's time with its weights as a matrix, and as the list of those that are not zero. */
export interface SparsityPoint extends SpeedPoint {
  /** Images in one call. */
  readonly batch: number;
}

export interface SparsitySpeed {
  /** The layer, its kernel of `inputs` × `units`, and the share of it that is zero as the run stands. */
  readonly layerName: string;
  readonly inputs: number;
  readonly units: number;
  readonly sparsity: number;
  readonly points: readonly SparsityPoint[];
}

export interface NaiveDistillation {
  /** Optimizer steps, each on all of so many images. */
  readonly steps: number;
  readonly images: number;
  /** On the validation images: of the student whose teacher was never trained, and of the one whose teacher was. */
  readonly untrainedTeacher: Score;
  readonly trainedTeacher: Score;
}

/** Every job of the engine: commands, events, client and handlers derive from this map. */
export interface Jobs {
  /** Loads the data set (all of it), or finds what is cached. */
  loadData: {
    input: Record<string, never>;
    /** `info` comes as soon as the validation chunk has. */
    progress: DataProgress & { readonly info: DatasetInfo | null };
    result: DatasetInfo;
  };
  /** Trains, evaluates (reading the test set once), stores the record and weights, then is done. */
  train: { input: TrainInput; progress: TrainProgress; result: TrainResult };
  /** Makes a run that a closed tab left behind a stopped run: evaluates and stores its last checkpoint. */
  finishInterrupted: {
    input: { readonly runId: ModelId };
    progress: never;
    result: TrainResult;
  };
  /** Tries once more to store a run whose result said that it is not stored. */
  storeRun: {
    input: { readonly record: RunRecord; readonly curves: RunCurves | null };
    progress: never;
    result: { readonly isStored: boolean };
  };
  /** The full protocol on a finished run; stored in its record. */
  measureLatency: {
    input: { readonly modelId: ModelId; readonly runtime: RuntimeKind };
    progress: { readonly done: number };
    result: Latency;
  };
  /** Two finished runs by the same protocol, block by block in turn: what slows the machine slows both. */
  compareLatency: {
    input: { readonly modelIds: readonly [ModelId, ModelId]; readonly runtime: RuntimeKind };
    progress: { readonly done: number };
    result: { readonly latencies: readonly [Latency, Latency] };
  };
  /** A quick figure for an architecture that may never have been trained. */
  quickLatency: {
    input: { readonly architecture: Architecture; readonly runtime: RuntimeKind };
    progress: never;
    result: Latency;
  };
  /** Probabilities of the ten classes for one 28×28 image of grey levels 0–255. */
  predict: {
    input: { readonly modelId: ModelId; readonly image: Uint8Array };
    progress: never;
    result: { readonly probabilities: readonly number[] };
  };
  /** Pixels of some images of a split, one after another. */
  readImages: {
    input: { readonly split: Split; readonly indices: readonly number[] };
    progress: never;
    result: { readonly images: Uint8Array; readonly labels: readonly number[] };
  };
  /** One training digit of each class, as it is and as the first epoch would show it. */
  previewAugmentation: {
    input: { readonly augmentation: Augmentation; readonly seed: number };
    progress: never;
    result: {
      readonly before: Uint8Array;
      readonly after: Uint8Array;
      readonly labels: readonly number[];
    };
  };
  /** A finished run as a file: our own safetensors with the recipe in its metadata, or another format. */
  exportModel: {
    input: {
      readonly modelId: ModelId;
      readonly format?: NetworkFormatId;
      /** Of the run, for formats that hold a name. */
      readonly name?: string;
    };
    progress: never;
    result: { readonly file: Uint8Array<ArrayBuffer> };
  };
  /** Files of a network that was trained elsewhere, as a finished run: read, scored like any other, and stored. */
  importModel: {
    input: {
      readonly runId: ModelId;
      readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
    };
    progress: { readonly phase: 'reading' | 'evaluating' };
    result: TrainResult;
  };
  /** What a run's weights look like, tensor by tensor in Keras order; `pictures` costs a few hundred kilobytes. */
  inspectModel: {
    input: { readonly modelId: ModelId; readonly pictures: boolean };
    progress: never;
    result: { readonly tensors: readonly TensorFacts[] };
  };
  /** Times the run's largest dense layer at rising shares of zeros, at batch 1 and 256; waits until nothing trains. */
  measureSparsity: {
    input: { readonly modelId: ModelId };
    progress: { readonly done: number };
    result: SparsitySpeed;
  };
  /** A finished student's recipe as a naive script would run it: ten full batches, the teacher's logits alone. Nothing is kept. */
  naiveDistillation: {
    input: { readonly modelId: ModelId; readonly teacherId: ModelId };
    progress: { readonly done: number };
    result: NaiveDistillation;
  };
  /**
   * What a quantization without training would do to a float run: error of each weight tensor, and the accuracy when only
   * one layer is quantized. Validation images only, the first 2,000 at most. Refused in words where the step would be.
   */
  inspectQuantization: {
    input: { readonly modelId: ModelId; readonly params: TechniqueParams<'quantize'> };
    /** `report` comes as soon as the tensors are known, then with each layer's sensitivity. */
    progress: {
      readonly done: number;
      readonly report: Omit<QuantizationReport, 'floats' | 'quantized'>;
    };
    result: QuantizationReport;
  };
  /** Double descent: random-feature models of rising size, each solved on the first training images. */
  doubleDescent: {
    input: Omit<FeatureSetup, 'featureCounts'> & { readonly trainingImages: number };
    progress: FeatureFit;
    result: { readonly fits: readonly FeatureFit[]; readonly testImages: number };
  };
  /** Looks at this machine's GPUs without loading anything. */
  inspectAdapters: { input: Record<string, never>; progress: never; result: Adapters };
  /** Times real training steps of this recipe on every runtime of this machine; loads tfjs. */
  tryDevices: {
    input: { readonly recipe: Recipe };
    progress: DeviceOption;
    result: { readonly options: readonly DeviceOption[] };
  };
}

export type JobName = keyof Jobs;
export type JobId = number;

/** What can be said to a running `train` job. `stop` ends it in `done`, with a usable network. */
export type TrainControl =
  | { readonly action: 'pause' | 'resume' | 'stepOnce' | 'stop' }
  | { readonly action: 'setLearningRate'; readonly learningRate: number };
