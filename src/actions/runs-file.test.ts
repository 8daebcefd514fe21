import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { initialWeights } from '../core/initialize.ts';
import { createLayer } from '../core/layers/index.ts';
import type { Recipe } from '../core/recipe.ts';
import { listed, type RunRecord } from '../core/run.ts';
import { floatModel } from '../core/stored-model.ts';
import { trainingFields } from '../core/training-setup.ts';
import { testResultOf } from '../engine/jobs/evaluate.ts';
import { writeModelFile } from '../export/model-file.ts';
import {
  deleteRun,
  listRuns,
  putRun,
  readCurves,
  readState,
  readWrongAnswers,
} from '../storage/runs-db.ts';
import type { StoredRun } from '../storage/stored.ts';
import { curvesStore } from '../stores/curves.ts';
import { runsStore } from '../stores/runs.ts';
import { importRunsFile, RunsFileError, writeRunsFile } from './runs-file.ts';

const writeByEngine = vi.hoisted(() => vi.fn());
vi.mock('./engine.ts', () => ({ engine: () => ({ run: writeByEngine }), failureInWords: String }));

const recipe: Recipe = {
  architecture: [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 10 })],
  setup: defaultsOf(trainingFields),
};
const score = { loss: 0.5, correct: 3, n: 5 };
const record: RunRecord = {
  ...{ id: 'a-1', name: 'calm-otter', note: 'the first, "really"', createdAt: 7, parentId: null },
  ...{ recipe, dataset: 'mnist', engineVersion: '0.3.0', status: 'finished', steps: 2 },
  runtime: { kind: 'wasm', backend: 'wasm', threads: 2 },
  environment: { browser: 'Node', crossOriginIsolated: true, hardwareConcurrency: 2 },
  ...{ events: [{ step: 1, kind: 'learning-rate', value: 0.01 }], epochs: [] },
  timing: { trainingSeconds: 1, firstStepMs: 2, imagesPerSecond: 3 },
  size: {
    ...{ parameters: 7850, trainableParameters: 7850, macs: 7840, weightBytes: 31_400 },
    ...{ fileBytes: 32_000, deflatedBytes: 30_000, peakActivationBytes: 1, trainingBytes: 2 },
  },
  ...{ training: score, validation: { ...score, loss: Number.NaN }, latency: null, hash: 'ab' },
  test: testResultOf(new Float32Array(20), Uint8Array.of(0, 3)),
};
const weights = initialWeights(recipe.architecture, 3);
const stored: StoredRun = {
  record,
  curves: {
    stepLosses: Float32Array.of(2, 1),
    stepAccuracies: Float32Array.of(0.1, 0.5),
    validations: [{ ...score, step: 2 }],
  },
  state: { weights, moments: [...weights, ...weights], step: 2 },
};
const quietly = () => undefined;

async function fileOfOne(): Promise<Blob> {
  await putRun(stored);
  const file = await writeRunsFile([listed(record)], quietly);
  await deleteRun(record.id);
  return file;
}

beforeEach(async () => {
  for (const { id } of await listRuns()) await deleteRun(id);
  runsStore.setState({ runs: [] });
});

test('a run comes back from its file as it was, once', async () => {
  const file = await fileOfOne();
  expect(await importRunsFile(file, quietly)).toEqual({ added: 1, known: 0 });
  expect(await listRuns()).toEqual([listed(record)]);
  expect(await readWrongAnswers('a-1')).toEqual(record.test?.wrong);
  expect(await readCurves('a-1')).toEqual(stored.curves);
  expect(await readState('a-1')).toEqual(stored.state);
  runsStore.setState({ runs: [record] });
  expect(await importRunsFile(file, quietly)).toEqual({ added: 0, known: 1 });
});

test('a stored run that the page has not read yet is not written over', async () => {
  const file = await fileOfOne();
  await putRun({ ...stored, record: { ...record, note: 'mine' } });
  expect(await importRunsFile(file, quietly)).toEqual({ added: 0, known: 1 });
  expect(await listRuns()).toMatchObject([{ note: 'mine' }]);
});

test('a run without weights keeps its record', async () => {
  await putRun({ ...stored, state: null });
  const file = await writeRunsFile([record], quietly);
  await deleteRun(record.id);
  await importRunsFile(file, quietly);
  expect(await listRuns()).toEqual([{ ...listed(record), isWithoutWeights: true }]);
});

test('a run that there was no room for is in the file with weights and curves', async () => {
  const id = 'unstored';
  writeByEngine.mockResolvedValue({ file: writeModelFile(recipe, floatModel(recipe, weights)) });
  runsStore.setState({ runs: [{ ...record, id }], unstoredIds: [id] });
  curvesStore.setState({ [id]: stored.curves });
  const file = await writeRunsFile([{ ...record, id }], quietly);
  runsStore.setState({ runs: [], unstoredIds: [] });
  expect(await importRunsFile(file, quietly)).toEqual({ added: 1, known: 0 });
  expect(await readState(id)).toMatchObject({ weights, moments: [] });
  expect(await readCurves(id)).toEqual(stored.curves);
});

test('a file that there is no room for midway says what is here', async () => {
  await putRun(stored);
  const second = { ...record, id: 'b-2' };
  await putRun({ ...stored, record: second });
  const file = await writeRunsFile([listed(record), listed(second)], quietly);
  for (const { id } of await listRuns()) await deleteRun(id);
  const { put } = IDBObjectStore.prototype;
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...args
  ) {
    if ((args[0] as { id?: string }).id === 'b-2') throw new DOMException('', 'QuotaExceededError');
    return put.apply(this, args);
  });
  try {
    await expect(importRunsFile(file, quietly)).rejects.toThrow(/room for 1 of its 2 runs/);
  } finally {
    full.mockRestore();
  }
  expect((await listRuns()).map(({ id }) => id)).toEqual([record.id]);
});

test('a run whose wrong answers cannot be read is in the file without them', async () => {
  const id = 'without-answers';
  await putRun({ ...stored, record: { ...listed(record), id } });
  const file = await writeRunsFile([{ ...listed(record), id }], quietly);
  await deleteRun(id);
  await importRunsFile(file, quietly);
  expect(await listRuns()).toEqual([{ ...listed(record), id }]);
});

const gunzipped = async (file: Blob) =>
  new Uint8Array(
    await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
  );
const gzipped = (bytes: Uint8Array<ArrayBuffer>) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).blob();

test('a file that is cut off or altered is refused in words, or is a whole run, and never half taken over', async () => {
  const bytes = await gunzipped(await fileOfOne());
  const change = fc.record({
    at: fc.integer({ min: 0, max: 3000 }), // the record and the head of its file
    value: fc.integer({ min: 0, max: 255 }),
    length: fc.option(fc.integer({ min: 0, max: bytes.length }), { nil: bytes.length }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, value, length }) => {
      const altered = bytes.slice(0, length);
      if (at < length) altered[at] = value;
      const outcome = await importRunsFile(await gzipped(altered), quietly).catch(
        (error: unknown) => error,
      );
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(RunsFileError);
      const runs = await listRuns();
      expect(runs.length).toBe(outcome instanceof Error ? 0 : (outcome as { added: number }).added);
      for (const { id } of runs) await deleteRun(id);
    }),
    { numRuns: 60 },
  );
});

test('what is no such file is said so', async () => {
  await expect(importRunsFile(new Blob(['hello']), quietly)).rejects.toThrow('not a file of runs');
});
