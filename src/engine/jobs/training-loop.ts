import type { LiveWeights } from '../../compression/compression.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { RunStatus, RuntimeInfo } from '../../core/run.ts';
import { learningRateAt } from '../../core/schedule.ts';
import type { DataSource } from '../../datasets/dataset.ts';
import type { TrainPhase } from '../../protocol/jobs.ts';
import type { Yielding } from '../compute-lock.ts';
import { nextMacrotask } from '../macrotask.ts';
import type { Batch, Network, TrainingState } from '../runtime.ts';
import type { JobContext } from '../serve.ts';
import { batchMaker } from './augmented-batches.ts';
import { epochOrder, imagesNeeded, stepsPerEpoch } from './batches.ts';
import { type LoopHistory, Recorder } from './recorder.ts';
import type { Teach } from './teacher.ts';
import { TrainCommands } from './train-commands.ts';
import { untilImages } from './until-images.ts';
import { Validator } from './validator.ts';

const sliceMs = 40;
const reportEveryMs = 100;

export interface LoopOptions {
  readonly recipe: Recipe;
  readonly network: Network;
  readonly runtime: RuntimeInfo;
  readonly dataset: DataSource;
  readonly context: JobContext<'train'>;
  readonly startPaused: boolean;
  /** Waits for the end of a pause with the machine given back. */
  readonly yielding: Yielding;
  /** Epochs that the network has behind it, of the run that this one continues. */
  readonly earlierEpochs: number;
  /** Where the network learns from a teacher. */
  readonly teach: Teach | null;
  /** Changes weights before the first step and after each, given the steps done; null where nothing does. */
  readonly constrain: ((live: LiveWeights, step: number) => void) | null;
  /** Called after every epoch and when a pause begins. */
  readonly checkpoint: (history: LoopHistory) => Promise<void>;
}

/** Trains a network by a recipe, epoch by epoch, and does what it is told between two steps. */
export class TrainingLoop {
  readonly #options: LoopOptions;
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;
  readonly #recorder: Recorder;
  readonly #commands: TrainCommands;
  readonly #validator: Validator;
  readonly #batchOf: (indices: Uint32Array, epoch: number) => Batch;
  /** Moved on by every pause. */
  #startedMs = performance.now();
  #pausedSinceMs: number | null = null;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  #sliceEndMs = 0;
  #step = 0;
  #epoch = 1;
  /** Images stepped on since the metrics were last read back, and the seconds that took. */
  #unread = { images: 0, seconds: 0 };
  #ending: Exclude<RunStatus, 'finished'> | null = null;
  #best: { readonly loss: number; readonly epoch: number; readonly state: TrainingState } | null =
    null;

  constructor(options: LoopOptions) {
    const { recipe, context, startPaused, network, dataset } = options;
    const { setup } = recipe;
    this.#options = options;
    this.#stepsPerEpoch = stepsPerEpoch(setup);
    this.#totalSteps = this.#stepsPerEpoch * setup.epochs;
    this.#recorder = new Recorder(this.#totalSteps);
    const start = { learningRate: setup.learningRate, startPaused };
    this.#commands = new TrainCommands(context.controls, start);
    this.#validator = new Validator(network, dataset.validation);
    this.#batchOf = batchMaker(dataset.train, setup);
  }

  /** Trains to the end, or to where it was stopped; rejects when the job is cancelled. */
  async run(): Promise<RunStatus> {
    const { epochs } = this.#options.recipe.setup;
    this.#constrain(0);
    await this.#runEpoch();
    while (this.#ending === null && this.#epoch < epochs) {
      this.#epoch++;
      await this.#runEpoch();
    }
    return this.#ending ?? 'finished';
  }

  get history(): LoopHistory {
    return this.#recorder.history;
  }

  /** The weights with the best validation loss, where the recipe asks for them and they are not the last. */
  get bestState(): TrainingState | null {
    const isWanted = this.#ending === null || this.#ending === 'early-stopped';
    const isLast = this.#best?.epoch === this.#recorder.epochs.length;
    return isWanted && !isLast ? (this.#best?.state ?? null) : null;
  }

  /** Tells the page what is new. */
  async report(phase: TrainPhase): Promise<void> {
    await this.#readMetrics();
    const { context, runtime, dataset } = this.#options;
    const { pace } = this.#recorder;
    this.#reportedAtMs = performance.now();
    context.report({
      phase,
      data: phase === 'loading-data' ? dataset.progress : null,
      runtime,
      step: this.#step,
      epoch: this.#epoch,
      totalSteps: this.#totalSteps,
      stepsPerEpoch: this.#stepsPerEpoch,
      learningRate: this.#learningRate(),
      ...this.#recorder.takeNew(),
      stripAnswers: await this.#validator.stripAnswers(),
      imagesPerSecond: pace.recentImagesPerSecond,
      elapsedSeconds: this.#activeSeconds(),
      remainingSeconds: this.#remainingSeconds(),
    });
  }

  async #runEpoch(): Promise<void> {
    const { recipe, earlierEpochs, context } = this.#options;
    const { setup } = recipe;
    const epoch = earlierEpochs + this.#epoch;
    const order = epochOrder(epoch, setup);
    const startedSeconds = this.#activeSeconds();
    for (let start = 0; start < order.length; start += setup.batchSize) {
      const indices = order.subarray(start, start + setup.batchSize);
      await this.#untilNextStep();
      if (this.#ending !== null) return;
      await this.#untilImages(imagesNeeded(epoch, start + indices.length, setup));
      await this.#takeStep(indices, epoch);
      const stepOfEpoch = this.#step - this.#firstStepOfEpoch;
      if (this.#validator.isSampleDue(stepOfEpoch, this.#stepsPerEpoch, this.#activeSeconds()))
        this.#recorder.validations.push(await this.#validator.sample(this.#step, context.signal));
    }
    await this.#readMetrics();
    if (this.#ending === null) await this.#endEpoch(startedSeconds);
  }

  /** Steps go on in slices; between two of them messages are heard and the page is told. */
  async #untilNextStep(): Promise<void> {
    if (!this.#commands.isAttentive && performance.now() < this.#sliceEndMs) return;
    await nextMacrotask();
    this.#obey();
    if (this.#commands.isHeld) await this.#pause();
    this.#options.context.signal.throwIfAborted();
    if (performance.now() - this.#reportedAtMs >= reportEveryMs) await this.report('training');
    this.#sliceEndMs = performance.now() + sliceMs;
  }

  async #pause(): Promise<void> {
    const { signal } = this.#options.context;
    const secondsBefore = this.#activeSeconds();
    this.#pausedSinceMs = performance.now();
    await this.report('paused');
    await this.#options.checkpoint(this.history);
    while (this.#commands.isHeld && this.#ending === null) {
      await this.#options.yielding(() => this.#commands.arrival(signal));
      signal.throwIfAborted();
      this.#obey();
      if (this.#commands.isHeld) await this.#reportWhenDue();
    }
    this.#pausedSinceMs = null;
    this.#startedMs = performance.now() - secondsBefore * 1000;
  }

  /** A slider may send commands faster than the page may be told of them. */
  async #reportWhenDue(): Promise<void> {
    const waitMs = this.#reportedAtMs + reportEveryMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await this.report('paused');
  }

  #obey(): void {
    const before = this.#commands.learningRate;
    this.#commands.obey();
    const value = this.#commands.learningRate;
    const { events } = this.#recorder;
    if (value !== before) events.push({ step: this.#step, kind: 'learning-rate', value });
    if (this.#commands.isStopped) this.#end('stopped');
  }

  async #untilImages(count: number): Promise<void> {
    const { dataset, context } = this.#options;
    if (dataset.available('train') >= count) return;
    await this.report('loading-data');
    await untilImages(dataset, { split: 'train', count, signal: context.signal });
  }

  /** Made and, where there is a teacher, answered by it. */
  async #batch(indices: Uint32Array, epoch: number): Promise<Batch> {
    const batch = this.#batchOf(indices, epoch);
    const { teach } = this.#options;
    return teach === null ? batch : { ...batch, teacher: await teach(batch, indices) };
  }

  #constrain(step: number): void {
    const { constrain, network } = this.#options;
    if (constrain !== null) network.adjust?.((live) => constrain(live, step));
  }

  async #takeStep(indices: Uint32Array, epoch: number): Promise<void> {
    const startedMs = performance.now();
    const batch = await this.#batch(indices, epoch);
    const stepping = this.#options.network.trainStep(batch, this.#learningRate());
    if (stepping !== undefined) await stepping;
    this.#constrain(this.#step + 1);
    this.#unread.seconds += (performance.now() - startedMs) / 1000;
    this.#unread.images += indices.length;
    this.#step++;
    this.#commands.countStep();
    if (this.#step === 1) await this.report('training');
  }

  /** Reads the losses back (a GPU's time shows here) and ends the run when one is no number. */
  async #readMetrics(): Promise<void> {
    if (this.#recorder.steps === this.#step) return;
    const startedMs = performance.now();
    const metrics = await this.#options.network.takeStepMetrics();
    const readSeconds = (performance.now() - startedMs) / 1000;
    this.#recorder.pace.add(this.#unread.images, this.#unread.seconds + readSeconds);
    this.#unread = { images: 0, seconds: 0 };
    this.#recorder.addSteps(metrics);
    if (!metrics.losses.every(Number.isFinite)) this.#end('diverged');
  }

  async #endEpoch(startedSeconds: number): Promise<void> {
    const { context, recipe, checkpoint } = this.#options;
    const point = await this.#validator.whole(this.#step, context.signal);
    const { step, ...validation } = point;
    this.#recorder.validations.push(point);
    this.#recorder.epochs.push({
      epoch: this.#epoch,
      step,
      ...this.#recorder.trainingMeans(this.#firstStepOfEpoch),
      validation,
      seconds: this.#activeSeconds() - startedSeconds,
    });
    if (recipe.setup.patience > 0) await this.#considerStopping(validation.loss);
    await this.report('training');
    await checkpoint(this.history);
  }

  async #considerStopping(validationLoss: number): Promise<void> {
    const { network, recipe } = this.#options;
    const { patience, epochs } = recipe.setup;
    // To float32: browsers may differ in the last bits of a logarithm, and must not in the epoch they keep.
    const loss = Math.fround(validationLoss);
    if (this.#best === null || loss < this.#best.loss)
      this.#best = { loss, epoch: this.#epoch, state: await network.readState() };
    const isOver = this.#epoch - this.#best.epoch >= patience && this.#epoch < epochs;
    if (isOver) this.#end('early-stopped');
  }

  #end(status: Exclude<RunStatus, 'finished'>): void {
    if (this.#ending !== null) return;
    this.#ending = status;
    this.#recorder.events.push({ step: this.#step, kind: status });
  }

  get #firstStepOfEpoch(): number {
    return (this.#epoch - 1) * this.#stepsPerEpoch;
  }

  /** Of the next step; the base may have been changed by hand. */
  #learningRate(): number {
    const setup = { ...this.#options.recipe.setup, learningRate: this.#commands.learningRate };
    return learningRateAt(setup, Math.min(this.#step, this.#totalSteps - 1), this.#totalSteps);
  }

  #activeSeconds(): number {
    return ((this.#pausedSinceMs ?? performance.now()) - this.#startedMs) / 1000;
  }

  /** At the pace of the last second, with as much validation beside the steps as so far. */
  #remainingSeconds(): number | null {
    const { recentImagesPerSecond, stepSeconds } = this.#recorder.pace;
    if (recentImagesPerSecond === 0) return null;
    const imagesPerStep = this.#options.recipe.setup.trainingImages / this.#stepsPerEpoch;
    const imagesLeft = (this.#totalSteps - this.#step) * imagesPerStep;
    return (imagesLeft / recentImagesPerSecond) * (this.#activeSeconds() / stepSeconds);
  }
}
