import { controlOfStudent } from '../core/lineage.ts';
import { runName } from '../core/names.ts';
import { type Recipe, stepsOf, withoutTeacher } from '../core/recipe.ts';
import type { RunRecord, RuntimeKind } from '../core/run.ts';
import { summarize } from '../core/summary.ts';
import type { CompressionStep } from '../core/techniques/index.ts';
import type { JobHandle } from '../engine-client/client.ts';
import type { TrainControl, TrainInput, TrainProgress } from '../protocol/jobs.ts';
import { beginActiveRun, withProgress } from '../stores/active-run.ts';
import { recipeOf, recipeStore } from '../stores/recipe.ts';
import { runsStore, selectedRun } from '../stores/runs.ts';
import { settingsStore } from '../stores/settings.ts';
import { announce } from './announce.ts';
import { engine, failureInWords } from './engine.ts';
import { measureRun } from './measure-latency.ts';
import { newRunId } from './new-run-id.ts';
import { addRun } from './runs.ts';
import { teacherRun } from './teacher.ts';

let job: JobHandle<'train'> | null = null;

interface StartOptions {
  readonly startPaused?: boolean;
  readonly parent?: RunRecord;
}

/** Trains a snapshot of the recipe on the page. Does nothing while a run is on or the network has a problem. */
export function startTraining(options: StartOptions = {}): void {
  trainRecipe(recipeOf(recipeStore.getState()), options);
}

/** `epochs` more epochs from where a finished run stopped: a child run. */
export function continueRun(parent: RunRecord, epochs: number): void {
  trainRecipe({ ...parent.recipe, setup: { ...parent.recipe.setup, epochs } }, { parent });
}

/**
 * One step of compression on a finished run, or on a variant: a new variant, its latency not yet measured. Null where it
 * failed, was cancelled, or another run is on.
 */
export async function compressRun(
  parent: RunRecord,
  step: CompressionStep,
): Promise<RunRecord | null> {
  const compression = [...stepsOf(parent.recipe), step];
  if (runsStore.getState().active !== null) return null;
  const runId = newRunId();
  return begin({
    runId,
    name: runName(runId),
    recipe: { ...parent.recipe, compression },
    runtime: 'wasm', // the technique reaches for the weights between steps
    parentId: parent.id,
    compress: true,
    ...(parent.isCheck && { isCheck: true }),
    startPaused: false,
  });
}

/**
 * Trains a recipe that need not be the page's to check what is claimed of it: from its seed on our own kernels, without
 * its steps of compression and without a latency. Null where it failed, was cancelled, or another run is on.
 */
export async function trainApart(
  { compression: _, ...recipe }: Recipe,
  {
    name,
    teacherId,
  }: { readonly name?: string | undefined; readonly teacherId?: string | undefined },
): Promise<RunRecord | null> {
  if (runsStore.getState().active !== null) return null;
  const runId = newRunId();
  return begin({
    ...{ runId, name: name ?? runName(runId), recipe, runtime: 'wasm', parentId: null },
    ...(teacherId !== undefined && { teacherId }),
    isCheck: true,
    startPaused: false,
  });
}

/**
 * Throws the run on away and starts it again, or repeats the selected one: same recipe, same seed, same start. A run that was
 * made from another starts from that one's end, where its weights are still there; else its network is trained from the start.
 */
export async function restartTraining(): Promise<void> {
  const state = runsStore.getState();
  const run = state.active ?? selectedRun(state);
  await cancelTraining();
  if (run === null) return startTraining();
  const parent = state.runs.find(
    ({ id, isWithoutWeights }) => id === run.parentId && isWithoutWeights !== true,
  );
  const step = stepsOf(run.recipe).at(-1);
  if (parent === undefined) return trainRecipe(run.recipe, {});
  if (step === undefined) return trainRecipe(run.recipe, { parent });
  const variant = await compressRun(parent, step);
  if (variant !== null && variant.test !== null) await measureRun(variant.id);
}

/** Throws the run on away; finished runs stay. */
export async function cancelTraining(): Promise<void> {
  const cancelled = job;
  cancelled?.cancel();
  await cancelled?.result.catch(() => undefined);
}

/** Pause, resume, one step, stop (keeping the network), or another learning rate from now on. */
export function controlTraining(control: TrainControl): void {
  job?.control(control);
}

/** The run that failed once more, from its start or its parent's end; on another runtime where that is asked. */
export function retryTraining(runtime?: RuntimeKind): void {
  const { failedRun, active } = runsStore.getState();
  if (failedRun === null || active !== null) return;
  void beginMeasured({ ...failedRun, runtime: runtime ?? failedRun.runtime });
}

function trainRecipe(recipe: Recipe, options: StartOptions): void {
  const input = inputOf(recipe, options);
  if (input !== null) void beginMeasured(input);
}

/** Null where it cannot train now. */
function inputOf({ compression: _, ...recipe }: Recipe, options: StartOptions): TrainInput | null {
  const { active, runs } = runsStore.getState();
  if (active !== null || summarize(recipe.architecture).problem !== null) return null;
  const teacher = recipe.distillation ? teacherRun(recipe.distillation, runs) : null;
  if (recipe.distillation && teacher === null) return null;
  const runId = newRunId();
  return {
    ...{ runId, name: runName(runId), recipe },
    // A student's batches carry its teacher's answers, which the GPU runtime does not take.
    runtime: teacher === null ? (settingsStore.getState().runtime ?? 'wasm') : 'wasm',
    parentId: options.parent?.id ?? null,
    ...(teacher && { teacherId: teacher.id }),
    startPaused: options.startPaused ?? false,
  };
}

async function beginMeasured(input: TrainInput): Promise<void> {
  const run = await begin(input);
  if (run === null || run.test === null) return;
  await measureRun(run.id);
  const needsControl = isStudent(run) && controlOfStudent(run, runsStore.getState().runs) === null;
  if (needsControl && settingsStore.getState().withControl) await trainControl(run);
}

/** A student's network once more, from the labels alone; the student stays the run that is shown. */
export async function trainControl(student: RunRecord): Promise<void> {
  const input = inputOf(withoutTeacher(student.recipe), {});
  // On what the student trained on: a GPU adds in another order.
  const control = input && (await begin({ ...input, runtime: 'wasm' }));
  if (!control) return;
  if (runsStore.getState().selectedId === control.id)
    runsStore.setState({ selectedId: student.id });
  if (control.test !== null) await measureRun(control.id);
}

function begin(input: TrainInput): Promise<RunRecord | null> {
  runsStore.setState({ active: beginActiveRun(input), problem: null, failedRun: null });
  announce(input.compress === true ? 'Compression started' : 'Training started');
  job = engine().start('train', input, { onProgress: takeProgress });
  return finish(job, input);
}

function takeProgress(progress: TrainProgress): void {
  const { active } = runsStore.getState();
  if (active === null) return;
  runsStore.setState({ active: withProgress(active, progress) });
  announceProgress(progress);
}

function announceProgress({ epochs, phase }: TrainProgress): void {
  const epoch = epochs.at(-1);
  if (epoch !== undefined) {
    const percent = ((100 * epoch.validation.correct) / epoch.validation.n).toFixed(1);
    announce(`Epoch ${epoch.epoch} finished: validation accuracy ${percent} percent`);
  } else if (phase === 'paused') announce('Training paused');
}

async function finish(running: JobHandle<'train'>, input: TrainInput): Promise<RunRecord | null> {
  try {
    const result = await running.result;
    announce(outcome(result));
    const run = addRun(result);
    runsStore.setState({ active: null });
    return run;
  } catch (error) {
    const problem = failureInWords(error);
    const failedRun = problem === null ? null : input;
    runsStore.setState({ active: null, problem, failedRun });
    if (problem !== null) announce(`Training failed: ${problem}`);
    return null;
  } finally {
    if (job === running) job = null;
  }
}

/** A whole run that learnt from a teacher, and is no variant. */
const isStudent = ({ recipe, status, parentId }: RunRecord): boolean =>
  recipe.distillation !== undefined && status === 'finished' && parentId === null;

function outcome({ status, test, name }: RunRecord): string {
  if (test === null)
    return `${name} diverged: its loss is no longer a number. Try a smaller learning rate.`;
  const percent = ((100 * test.correct) / test.n).toFixed(2);
  return `${name} ${status}: test accuracy ${percent} percent`;
}
