import type { Extent, LiveWeights } from '../compression/compression.ts';
import type { DistillationParams } from '../core/distillation.ts';
import type { Architecture } from '../core/recipe.ts';
import type { RuntimeInfo } from '../core/run.ts';
import type { StoredModel } from '../core/stored-model.ts';
import type { TrainingSetup } from '../core/training-setup.ts';

/** Images and labels side by side: grey levels 0–255, `imageSize` bytes an image. A runtime may keep it on its device. */
export interface ImageSet {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Some rows of a set, in order. */
export interface Batch {
  readonly set: ImageSet;
  readonly indices: Uint32Array;
  /** A teacher's logits `[rows × 10]`, where the network learns from one. */
  readonly teacher?: Float32Array;
}

/** What a network needs to go on training as if it had never stopped. */
export interface TrainingState {
  /** Weights in Keras order (layer by layer, as `LayerDefinition.weights` lists them). */
  readonly weights: readonly Float32Array[];
  /** The optimizer's moments, as many per trainable weight as the optimizer keeps; empty before the first step. */
  readonly moments: readonly Float32Array[];
  /** Optimizer steps done: Adam's bias correction and the dropout streams count on. */
  readonly step: number;
}

export interface BuildOptions {
  readonly architecture: Architecture;
  readonly state: TrainingState;
  readonly pixelRange: TrainingSetup['pixelRange'];
  /** Absent: inference only, no gradients or moments are allocated. */
  readonly training?: Pick<TrainingSetup, 'optimizer' | 'weightDecay' | 'batchSize' | 'seed'> & {
    /** Every batch then brings its teacher's logits; on the CPU only. */
    readonly distillation?: DistillationParams;
  };
  /**
   * For a network that only answers: dense layers leave their zeros out where that is faster. Outputs may then differ in
   * their last bits.
   */
  readonly sparse?: true;
  /** For a network that only answers: notes what its values reach, and computes each layer by itself for that. On the CPU only. */
  readonly observed?: true;
  /** For a network that only answers, and that is disposed of soon: the threads help that training has. On the CPU only. */
  readonly threaded?: true;
  /** A model to compute in its own arithmetic where the runtime has it; `state` is then the same weights as floats. */
  readonly integers?: StoredModel;
}

export interface StepMetrics {
  /** One entry a step, oldest first: mean batch loss (without L2 terms), share of the batch that was right. */
  readonly losses: Float32Array;
  readonly accuracies: Float32Array;
}

/** A network that a runtime has built. Owns memory: dispose it. */
export interface Network {
  /** One optimizer step; at most `batchSize` rows. */
  trainStep(batch: Batch, learningRate: number): void | Promise<void>;
  /** Metrics of the steps since the last call (a GPU reads them back only here). */
  takeStepMetrics(): StepMetrics | Promise<StepMetrics>;
  /** Logits `[rows × 10]` in inference mode, read back; any number of rows. */
  forward(batch: Batch): Float32Array | Promise<Float32Array>;
  /** Of an observed network: what all rows so far have made of its input and of each operation. */
  extents?(): readonly Extent[];
  readState(): TrainingState | Promise<TrainingState>;
  /** Changes weights and moments in place between two steps; only where they are in reach (on the CPU). */
  adjust?(change: (live: LiveWeights) => void): void;
  /** Bytes that the values between its layers take for one image, as this runtime lays them out. */
  readonly activationBytes?: number;
  /** Bytes this network holds, data set apart. */
  readonly memoryBytes: number;
  /** Threads that work on it: one, but for a network on the CPU that trains or is `threaded`. */
  readonly threads: number;
  dispose(): void;
}

export interface ProductSize {
  readonly inputs: number;
  readonly units: number;
  readonly rows: number;
  /** The share of the weights that are zero. */
  readonly sparsity: number;
}

/** The same product of random rows and weights in two ways, a call each. */
export interface ProductTrial {
  dense(): void;
  sparse(): void;
  /** The output of the last call, `[rows × units]`. */
  output(): Float32Array;
}

/** What runs networks: our WASM kernels, or TensorFlow.js. Epochs, schedules, evaluation and timing live in jobs/. */
export interface Runtime {
  readonly info: RuntimeInfo;
  /** @throws EngineError `out-of-memory`, `backend-unavailable` or `context-lost`. */
  build(options: BuildOptions): Network | Promise<Network>;
  /** One dense layer to time; only where zeros can be left out. */
  productTrial?(size: ProductSize): ProductTrial;
  dispose(): void;
}
