import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLayer } from '../../core/layers/index.ts';
import { type CompressionStep, createStep } from '../../core/techniques/index.ts';
import type { TrainControl, TrainInput, TrainProgress, TrainResult } from '../../protocol/jobs.ts';
import { listInterrupted, listRuns } from '../../storage/runs-db.ts';
import type { Engine } from '../engine.ts';
import { engineHandlers } from '../handlers.ts';
import { createMailbox } from '../mailbox.ts';
import type { Handlers } from '../serve.ts';
import { createTestEngine, endTestEngines, inputOf, variantOf } from './test-engine.ts';

const architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 4, activation: 'relu' }),
  createLayer('dense', 'l3', { units: 10 }),
];

let handlers: Handlers;
let parent: TrainResult;
let variant: TrainResult;
/** Ends the job that runs, as a cancel from the page would: from there it comes between two macrotasks. */
let cancel: () => void = () => undefined;
let isMoment: (progress: TrainProgress | 'calibrating') => boolean;

beforeAll(async () => {
  const engine = await createTestEngine();
  handlers = engineHandlers({ ...engine, runtime: (kind) => watched(engine, kind) });
  isMoment = () => false;
  const { recipe, ...input } = inputOf({ trainingImages: 1000 });
  parent = await train({ ...input, recipe: { ...recipe, architecture } });
  variant = await train(variantOf(parent, createStep('quantize')));
}, 30_000);
afterAll(endTestEngines);

/** A calibration reports nothing: it is seen by the network that it builds. */
async function watched(engine: Engine, kind: Parameters<Engine['runtime']>[0]) {
  const runtime = await engine.runtime(kind);
  const build: typeof runtime.build = (options) => {
    if (options.observed && isMoment('calibrating')) cancel();
    return runtime.build(options);
  };
  return { ...runtime, build };
}

async function train(input: TrainInput): Promise<TrainResult> {
  const abort = new AbortController();
  cancel = () => abort.abort();
  const report = (progress: TrainProgress) => {
    if (isMoment(progress)) cancel();
  };
  return handlers.train(input, { signal: abort.signal, controls: createMailbox(), report });
}

const untold = () => ({
  signal: new AbortController().signal,
  controls: createMailbox<TrainControl>(),
  report: () => undefined,
});

const ask = (modelId: string) =>
  handlers.predict({ modelId, image: new Uint8Array(784) }, untold());

/** Everything that is kept: runs, checkpoints, and the bytes of both networks. */
async function kept() {
  const files: Uint8Array[] = [];
  for (const { id: modelId } of [parent, variant])
    files.push((await handlers.exportModel({ modelId }, untold())).file);
  const ids = (await listRuns()).map(({ id }) => id);
  return { ids, interrupted: await listInterrupted(), files };
}

type Moment = typeof isMoment;

const at =
  (fits: (progress: TrainProgress) => boolean): Moment =>
  (seen) =>
    seen !== 'calibrating' && fits(seen);
const atFirstStep = at(({ step }) => step === 1);
const atCalibration: Moment = (seen) => seen === 'calibrating';
const pruning = createStep('prune', { epochs: 3 });

test.each<[string, CompressionStep, Moment]>([
  ['before it is planned', pruning, at(({ phase }) => phase === 'building')],
  ['before its first step', pruning, at(({ phase, step }) => phase === 'training' && step === 0)],
  ['after its first step', pruning, atFirstStep],
  ['between two epochs', pruning, at(({ epochs }) => epochs.length > 0)],
  ['before it is scored', pruning, at(({ phase }) => phase === 'evaluating')],
  ['while it is calibrated', createStep('quantize'), atCalibration],
  ['while it is calibrated after training', createStep('quantize', { epochs: 1 }), atCalibration],
  ['while it trains at the precision', createStep('quantize', { epochs: 3 }), atFirstStep],
  ['while its control runs', createStep('fineTune', { epochs: 3 }), atFirstStep],
])('a variant that is cancelled %s leaves the others as they were', async (_, step, moment) => {
  const before = await kept();
  isMoment = moment;
  const input = variantOf(parent, step);
  await expect(train(input)).rejects.toMatchObject({ name: 'AbortError' });
  isMoment = () => false;
  await expect(ask(input.runId)).rejects.toMatchObject({ code: 'model-not-found' });
  expect(await kept()).toEqual(before);
  const again = await train(variantOf(parent, createStep('quantize')));
  expect(again.hash).toBe(variant.hash);
});
