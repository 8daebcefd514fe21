import { weightSpecs } from '../core/initialize.ts';
import { isVariant } from '../core/lineage.ts';
import type { Architecture } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import { sizeOf } from '../core/shape.ts';
import { floatModel, isWhole, weightsOf } from '../core/stored-model.ts';
import { writeModelFile } from '../export/model-file.ts';
import { readModelFile } from '../export/read-model-file.ts';
import { decodeTyped, encodeTyped } from '../export/typed-json.ts';
import { parseCurves, parseRecord } from '../storage/run-schema.ts';
import { listRunIds, putRun, readCurves, readState } from '../storage/runs-db.ts';
import type { StoredRun } from '../storage/stored.ts';
import { curvesStore } from '../stores/curves.ts';
import { runsStore } from '../stores/runs.ts';
import { wholeRun } from './answered-test.ts';
import { NoRoomError } from './no-room-error.ts';
import { writeRunAs } from './runs.ts';

/** A file of runs: this line, then each run as its length (4 bytes) and `encodeTyped`; all of it through gzip. */
const firstLine = 'sizewise.runs/1\n';
const lengthBytes = 4;
/** 20 M parameters with Adam's moments, and room. */
const mostRunBytes = 300e6;
const mostFileBytes = 8e9;

/** Called with how many of how many are done. */
type OnProgress = (done: number, of: number) => void;

/** Runs with their curves, weights and moments as one file. A run whose weights are gone is in it without them. */
export async function writeRunsFile(
  runs: readonly RunRecord[],
  onProgress: OnProgress,
): Promise<Blob> {
  let next = -1;
  const frames = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const run = runs[next];
      if (next === -1) controller.enqueue(new TextEncoder().encode(firstLine));
      else if (run === undefined) return controller.close();
      else controller.enqueue(framed(await encodeRun(run)));
      next++;
      onProgress(Math.min(next, runs.length), runs.length);
    },
  });
  return await new Response(frames.pipeThrough(new CompressionStream('gzip'))).blob();
}

/** A browser that stores nothing has nothing to read; where it does store, a file that lacks something must not be made. */
function noneUnlessStored(error: unknown): null {
  if (runsStore.getState().isStored) throw error;
  return null;
}

async function encodeRun(record: RunRecord): Promise<Uint8Array> {
  const state = await readState(record.id).catch(noneUnlessStored);
  const model = state && (state.model ?? floatModel(record.recipe, state.weights));
  const file = model === null ? await unstoredFile(record) : writeModelFile(record.recipe, model);
  return encodeTyped({
    record: await wholeRun(record),
    curves:
      (await readCurves(record.id).catch(noneUnlessStored)) ??
      curvesStore.getState()[record.id] ??
      null,
    model: file,
    training: file && { moments: state?.moments ?? [], step: state?.step ?? record.steps },
  });
}

/** The weights of a run that there was no room for wait in the engine, without the optimizer's moments; null of any other. */
const unstoredFile = async (record: RunRecord): Promise<Uint8Array | null> =>
  runsStore.getState().unstoredIds.includes(record.id)
    ? await writeRunAs(record, 'sizewise').catch(() => null)
    : null;

function framed(run: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(lengthBytes + run.length);
  new DataView(frame.buffer).setUint32(0, run.length, true);
  frame.set(run, lengthBytes);
  return frame;
}

/** Something is wrong with a file: what, in words. Nothing was changed then. */
export class RunsFileError extends Error {}

export interface Imported {
  readonly added: number;
  /** Runs of the file that are here already. */
  readonly known: number;
}

/**
 * Takes over the runs of a file that are not here yet. All of it is read and checked before anything is stored.
 * @throws RunsFileError
 * @throws NoRoomError
 */
export async function importRunsFile(file: Blob, onProgress: OnProgress): Promise<Imported> {
  let count = 0;
  for await (const _ of runsIn(file)) onProgress(++count, 2 * count);
  // The page knows runs that there was no room for; storage those that the page has not read yet.
  const here = new Set([...runsStore.getState().runs.map(({ id }) => id), ...(await listRunIds())]);
  let [done, added] = [0, 0];
  for await (const run of runsIn(file)) {
    if (!here.has(run.record.id)) {
      await putRun(run).catch(() => {
        throw new NoRoomError(added, count);
      });
      here.add(run.record.id);
      added++;
    }
    onProgress(count + ++done, 2 * count);
  }
  return { added, known: count - added };
}

/** Each run of a file, one at a time. @throws RunsFileError */
async function* runsIn(file: Blob): AsyncGenerator<StoredRun> {
  const reader = new FrameReader(file);
  try {
    const first = await reader.take(firstLine.length);
    if (first === null || new TextDecoder().decode(first) !== firstLine)
      throw new RunsFileError('This is not a file of runs that Sizewise saved.');
    let total = 0;
    for (let place = 1; ; place++) {
      const head = await reader.take(lengthBytes);
      if (head === null) return;
      const length = new DataView(head.buffer).getUint32(0, true);
      total += length;
      if (length > mostRunBytes || total > mostFileBytes)
        throw new RunsFileError(`Run ${place} of the file is larger than any run can be.`);
      const bytes = await reader.take(length);
      if (bytes === null) throw new RunsFileError(`The file ends in the middle of run ${place}.`);
      yield runOf(decodeTyped(bytes), place);
    }
  } finally {
    await reader.cancel();
  }
}

/** A run that is as it must be. @throws RunsFileError */
function runOf(value: unknown, place: number): StoredRun {
  const refuse = (problem: string) =>
    new RunsFileError(`Run ${place} of the file cannot be read: ${problem}.`);
  if (typeof value !== 'object' || value === null) throw refuse('it is damaged');
  const parts = value as Readonly<Record<string, unknown>>;
  const record = parseRecord(parts['record']);
  if (!record.ok) throw refuse(record.problem);
  const curves = parts['curves'] === null ? null : parseCurves(parts['curves']);
  if (curves !== null && !curves.ok) throw refuse(curves.problem);
  const state = stateOf(parts, record.value);
  if (typeof state === 'string') throw refuse(state);
  return {
    record: state === null ? { ...record.value, isWithoutWeights: true } : record.value,
    curves: curves?.value ?? null,
    state,
  };
}

/** Its weights, null where the file has none, or what is wrong with them. */
function stateOf(
  { model: file, training }: Readonly<Record<string, unknown>>,
  record: RunRecord,
): StoredRun['state'] | string {
  if (file === null) return null;
  if (!(file instanceof Uint8Array)) return 'its weights are damaged';
  const read = readModelFile(file);
  if (!read.ok) return read.message;
  const { model } = read;
  const weights = weightsOf(model);
  const { moments, step } = (training ?? {}) as { moments?: unknown; step?: unknown };
  const isCompressed = isVariant(record);
  const architecture = isCompressed ? model.architecture : record.recipe.architecture;
  if (!isWhole({ ...model, architecture })) return 'its weights do not fit its network';
  if (!areMoments(moments, architecture) || !isCount(step)) return 'its training state is damaged';
  return { weights, moments, step, ...(isCompressed && { model }) };
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** None, or one or two for each trainable weight, of its size. */
function areMoments(value: unknown, architecture: Architecture): value is readonly Float32Array[] {
  if (!Array.isArray(value)) return false;
  const trainable = weightSpecs(architecture).filter(({ spec }) => spec.trainable);
  const isEach = value.every((moment, place) => {
    const { spec } = trainable[place % trainable.length] ?? {};
    return moment instanceof Float32Array && moment.length === sizeOf(spec?.shape ?? [0]);
  });
  return isEach && [0, 1, 2].some((times) => value.length === times * trainable.length);
}

/** Takes so many bytes at a time out of a gzipped file. */
class FrameReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #chunks: Uint8Array[] = [];
  #held = 0;

  constructor(file: Blob) {
    this.#reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  }

  /** The next bytes; null at the end of the file. @throws RunsFileError */
  async take(length: number): Promise<Uint8Array<ArrayBuffer> | null> {
    while (this.#held < length) {
      const { value, done } = await this.#reader.read().catch((): never => {
        throw new RunsFileError(
          'This is not a file of runs that Sizewise saved, or it is damaged.',
        );
      });
      if (done) return null;
      this.#chunks.push(value);
      this.#held += value.length;
    }
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const chunk = this.#chunks.shift() ?? new Uint8Array();
      const part = chunk.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) this.#chunks.unshift(chunk.subarray(part.length));
    }
    this.#held -= length;
    return bytes;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }
}
