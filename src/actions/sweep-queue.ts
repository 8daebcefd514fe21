import type { RunRecord } from '../core/run.ts';
import { trialRunId } from '../core/sweep-results.ts';
import type { EngineClient, JobHandle } from '../engine-client/client.ts';
import type { TrainInput } from '../protocol/jobs.ts';
import { runsStore } from '../stores/runs.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { failureInWords } from './engine.ts';
import { changeRun, takeRun } from './runs.ts';
import { failTrial, type NextTrial, nextTrial, settleTrial } from './sweep-state.ts';
import { teacherRun } from './teacher.ts';
import { watchingTab } from './watching-tab.ts';

const askAgainMs = 300;

interface QueueParts {
  /** Engines side by side at most. */
  readonly engines: number;
  readonly spawn: () => EngineClient;
  /** Whether some engine measures, or waits until it may: no trial starts then. */
  readonly isMeasuring: () => Promise<boolean>;
}

interface Work {
  readonly sweepId: string;
  /** The run whose latency it measures; null where it trains. */
  readonly measures: string | null;
  readonly handle: Pick<JobHandle<'train' | 'measureLatency'>, 'cancel' | 'control'>;
  /** A trial that was told to pause: its sweep is paused, or training by hand goes first. */
  isHeld: boolean;
}

interface Slot {
  readonly client: EngineClient;
  work: Work | null;
}

/**
 * Runs the trials of all sweeps, one an engine, then measures latencies, each alone. Training by hand goes first: trials
 * are held meanwhile, as are those of a paused sweep. A trial leaves its sweep's queue only when its run is stored.
 */
export class SweepQueue {
  readonly #parts: QueueParts;
  readonly #slots: Slot[] = [];
  /** Runs whose latency was asked for: one that cannot be measured is not asked again. */
  readonly #measured = new Set<string>();
  readonly #stops: readonly (() => void)[];
  /** Resolves when there is nothing left to do, all engines gone. */
  readonly ended: Promise<void>;
  #end: () => void = () => undefined;
  #hasEnded = false;
  #isWaking = false;
  #isWakeDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: QueueParts) {
    this.#parts = parts;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#stops = [
      sweepsStore.subscribe(({ sweeps }, before) => {
        if (sweeps !== before.sweeps) this.wake();
      }),
      runsStore.subscribe(({ active, isReading }, before) => {
        const isOther = (active === null) !== (before.active === null);
        if (isOther || isReading !== before.isReading) this.wake();
      }),
    ];
    this.wake();
  }

  /** Something has changed: starts what can start now, and ends what must end. */
  wake(): void {
    this.#isWakeDue = true;
    if (!this.#isWaking) void this.#whileDue();
  }

  async #whileDue(): Promise<void> {
    this.#isWaking = true;
    while (this.#isWakeDue && !this.#hasEnded) {
      this.#isWakeDue = false;
      const { active, isReading } = runsStore.getState();
      const isByHand = active !== null;
      this.#steer(isByHand);
      // What a trial is made from may be among the runs that are still read.
      if (!isByHand && !isReading) await this.#startWhatCan();
    }
    this.#isWaking = false;
  }

  /** Ends what belongs to no sweep any more; holds trials where they are, and lets as many go on as there are engines. */
  #steer(isByHand: boolean): void {
    const { sweeps } = sweepsStore.getState();
    let running = 0;
    const works = this.#slots.flatMap(({ work }) => work ?? []);
    // Those that run first: nothing is held for what has waited.
    for (const work of works.toSorted((a, b) => Number(a.isHeld) - Number(b.isHeld))) {
      const sweep = sweeps.find(({ id }) => id === work.sweepId);
      const isUnwanted = isByHand || sweep?.isPaused !== false;
      if (sweep === undefined) work.handle.cancel();
      else if (work.measures === null) hold(work, isUnwanted || running >= this.#parts.engines);
      else if (isUnwanted) {
        this.#measured.delete(work.measures);
        work.handle.cancel();
      }
      if (!work.isHeld) running++;
    }
  }

  async #startWhatCan(): Promise<void> {
    while (nextTrial() !== null) {
      const slot = this.#freeSlot();
      if (slot === null) return;
      if (await this.#parts.isMeasuring()) return this.#askAgain();
      // It may have been paused, removed or held while we asked.
      const next = nextTrial();
      if (next === null || runsStore.getState().active !== null) return this.wake();
      const problem = trialProblem(next);
      if (problem === null) this.#startTrial(slot, next);
      else await failTrial(next.id, next.place, problem);
    }
    if (this.#slots.every(({ work }) => work === null || work.isHeld)) this.#measureOrFinish();
  }

  #measureOrFinish(): void {
    const run = this.#unmeasuredRun();
    const slot = run === null ? null : this.#freeSlot();
    if (run !== null && slot !== null) this.#startMeasuring(slot, run);
    else if (this.#slots.every(({ work }) => work === null)) this.#finish();
  }

  #askAgain(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), askAgainMs);
  }

  #freeSlot(): Slot | null {
    const isRunning = ({ work }: Slot) => work !== null && !work.isHeld;
    if (this.#slots.filter(isRunning).length >= this.#parts.engines) return null;
    const free = this.#slots.find(({ work }) => work === null);
    if (free !== undefined) return free;
    const slot: Slot = { client: this.#parts.spawn(), work: null };
    this.#slots.push(slot);
    return slot;
  }

  #startTrial(slot: Slot, next: NextTrial): void {
    const { id, place } = next;
    const handle = slot.client.start('train', inputOf(next), {
      onProgress: ({ step, totalSteps }) => showShare(next, step / Math.max(1, totalSteps)),
    });
    slot.work = { sweepId: id, measures: null, handle, isHeld: false };
    sweepsStore.setState(({ running }) => ({
      running: [...running, { sweepId: id, trial: place, share: 0 }],
    }));
    void settle(handle, next).finally(() => {
      slot.work = null;
      sweepsStore.setState(({ running }) => ({
        running: running.filter(({ sweepId, trial }) => sweepId !== id || trial !== place),
      }));
      this.wake();
    });
  }

  #startMeasuring(slot: Slot, { id, sweepId = '' }: RunRecord): void {
    this.#measured.add(id);
    const handle = slot.client.start('measureLatency', { modelId: id, runtime: 'wasm' });
    slot.work = { sweepId, measures: id, handle, isHeld: false };
    sweepsStore.setState({ measuringId: id });
    // A run that cannot be measured says so itself.
    void keepLatency(id, handle)
      .catch(() => undefined)
      .finally(() => {
        slot.work = null;
        sweepsStore.setState({ measuringId: null });
        this.wake();
      });
  }

  #unmeasuredRun(): RunRecord | null {
    const { sweeps } = sweepsStore.getState();
    const isOurs = ({ sweepId }: RunRecord) =>
      sweeps.some(({ id, isPaused }) => id === sweepId && !isPaused);
    const isWanted = (run: RunRecord) =>
      run.latency === null && run.test !== null && !this.#measured.has(run.id) && isOurs(run);
    return runsStore.getState().runs.find(isWanted) ?? null;
  }

  #finish(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    for (const { client } of this.#slots) client.dispose();
    this.#end();
  }
}

function hold(work: Work, isHeld: boolean): void {
  if (work.isHeld === isHeld) return;
  work.isHeld = isHeld;
  work.handle.control({ action: isHeld ? 'pause' : 'resume' });
}

/** As the page measures a run: a latency from a hidden tab says so. */
async function keepLatency(id: string, handle: JobHandle<'measureLatency'>): Promise<void> {
  const { result, wasHidden } = await watchingTab(() => handle.result);
  await changeRun(id, { latency: wasHidden ? { ...result, whileHidden: true } : result });
}

/** Done, failed, or cancelled: then it stays in the queue. */
async function settle(handle: JobHandle<'train'>, { id, place }: NextTrial): Promise<void> {
  try {
    const result = await handle.result;
    takeRun(result);
    // Its weights end with its engine: only another training can store them.
    if (result.isStored) await settleTrial(id, place);
    else
      await failTrial(
        id,
        place,
        'There was no room to store its run: make some, then run it again',
      );
  } catch (error) {
    const problem = failureInWords(error);
    if (problem !== null) await failTrial(id, place, problem);
  }
}

const showShare = ({ id, place }: NextTrial, share: number): void =>
  sweepsStore.setState(({ running }) => ({
    running: running.map((each) =>
      each.sweepId === id && each.trial === place ? { ...each, share } : each,
    ),
  }));

/** Why a trial cannot even start. */
function trialProblem({ id, trial }: NextTrial): string | null {
  const { runs } = runsStore.getState();
  if (trial.parent !== null) {
    const parent = runs.find((run) => run.id === trialRunId(id, trial.parent ?? 0));
    if (parent === undefined) return 'The run that it is made from is not there: run that again';
    return parent.status === 'diverged' ? 'The run that it is made from diverged' : null;
  }
  const { distillation } = trial.recipe;
  return distillation !== undefined && teacherRun(distillation, runs) === null
    ? 'Its teacher is not here: train it first'
    : null;
}

function inputOf({ id, place, trial }: NextTrial): TrainInput {
  const { recipe, parent, words, fold } = trial;
  const runId = trialRunId(id, place);
  const teacher = recipe.distillation && teacherRun(recipe.distillation, runsStore.getState().runs);
  return {
    ...{ runId, name: words.slice(0, 80), recipe, runtime: 'wasm', startPaused: false },
    parentId: parent === null ? null : trialRunId(id, parent),
    ...(parent !== null && { compress: true }),
    ...(parent === null && teacher && { teacherId: teacher.id }),
    ...{ sweepId: id, sweepPlace: words },
    ...(fold !== null && { fold }),
  };
}
