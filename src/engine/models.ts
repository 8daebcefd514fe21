import type { Recipe } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import { floatModel, type StoredModel, weightsOf } from '../core/stored-model.ts';
import { EngineError } from '../protocol/errors.ts';
import type { ModelId } from '../protocol/jobs.ts';
import { readRun, readState } from '../storage/runs-db.ts';
import type { StoredState } from '../storage/stored.ts';
import type { BuildOptions, Network, Runtime, TrainingState } from './runtime.ts';

export interface FinishedRun {
  readonly recipe: Recipe;
  readonly state: TrainingState;
  readonly model: StoredModel;
}

const cachedNetworks = 3;

/** What builds a network to be asked only, without the optimizer's moments: the same bits however many images come at once. */
export const inferenceOf = (model: StoredModel): BuildOptions => ({
  architecture: model.architecture,
  state: { weights: weightsOf(model), moments: [], step: 0 },
  pixelRange: model.pixelRange,
  ...(model.arithmetic.kind !== 'float' && { integers: model }),
});

/** The same, as fast as it goes: zeros of float weights are left out where that is faster, at the price of last bits. */
export const fastInferenceOf = (model: StoredModel): BuildOptions => ({
  ...inferenceOf(model),
  ...(model.arithmetic.kind === 'float' && { sparse: true }),
});

/** The engine's networks by run: the one that trains, and the last few finished ones that were asked for. */
export class ModelStore {
  readonly #runtime: () => Promise<Runtime>;
  readonly #live = new Map<ModelId, Network>();
  /** Least recently used first. */
  readonly #finished = new Map<ModelId, Promise<Network>>();
  /** Runs that the browser would not store. */
  readonly #unstored = new Map<
    ModelId,
    { record: RunRecord; run: FinishedRun; state: StoredState }
  >();

  /** @param runtime what finished networks are run on */
  constructor(runtime: () => Promise<Runtime>) {
    this.#runtime = runtime;
  }

  /** A network that trains: whoever trains it disposes it, after `endLive`. */
  setLive(id: ModelId, network: Network): void {
    this.#live.set(id, network);
  }

  endLive(id: ModelId): void {
    this.#live.delete(id);
  }

  /** Keeps a run that could not be stored for as long as the engine lives. */
  keep(record: RunRecord, state: StoredState): void {
    const { id, recipe } = record;
    this.#unstored.set(id, { record, run: finishedRun(recipe, state), state });
  }

  /** What `keep` was given; null where it was given nothing. */
  kept(id: ModelId): StoredState | null {
    return this.#unstored.get(id)?.state ?? null;
  }

  /** A run's record, stored or not; null where it is gone. */
  async record(id: ModelId): Promise<RunRecord | null> {
    return this.#unstored.get(id)?.record ?? (await readRun(id).catch(() => null));
  }

  /** It is stored by now. */
  forget(id: ModelId): void {
    this.#unstored.delete(id);
  }

  /** @throws EngineError `model-not-found` */
  async stored(id: ModelId): Promise<FinishedRun> {
    const kept = this.#unstored.get(id);
    if (kept !== undefined) return kept.run;
    const [record, state] = await Promise.all([readRun(id), readState(id)]).catch(() => []);
    if (record && state) return finishedRun(record.recipe, state);
    throw new EngineError('model-not-found', 'The weights of this run are gone: train it again');
  }

  /** A network to ask, owned by the store. @throws EngineError `model-not-found` */
  async network(id: ModelId): Promise<Network> {
    const live = this.#live.get(id);
    if (live !== undefined) return live;
    const network = this.#finished.get(id) ?? this.#build(id);
    this.#finished.delete(id);
    this.#finished.set(id, network);
    network.catch(() => this.#finished.delete(id));
    await this.#evict();
    return network;
  }

  async #build(id: ModelId): Promise<Network> {
    const { model } = await this.stored(id);
    const runtime = await this.#runtime();
    return runtime.build(fastInferenceOf(model));
  }

  async #evict(): Promise<void> {
    const [oldest] = this.#finished;
    if (oldest === undefined || this.#finished.size <= cachedNetworks) return;
    const [id, network] = oldest;
    this.#finished.delete(id);
    await network.then(
      (built) => built.dispose(),
      () => undefined,
    );
  }
}

const finishedRun = (recipe: Recipe, { model, ...state }: StoredState): FinishedRun => ({
  ...{ recipe, state },
  model: model ?? floatModel(recipe, state.weights),
});
