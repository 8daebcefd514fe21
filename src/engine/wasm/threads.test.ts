import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { weightsOf } from '../../core/stored-model.ts';
import { cases } from '../test-effort.ts';
import { integersOf } from './int8/test-model.ts';
import type { WasmNetwork } from './network.ts';
import { createWasmRuntime, type WasmRuntime } from './runtime.ts';
import { bundle, createThreadedRuntime } from './test-crew.ts';
import { freshState, layer, rowsFrom, runtime as single } from './test-network.ts';
import { createControl, lead } from './threads.ts';

const presetNamed = (id: string): Architecture =>
  presets.find((preset) => preset.id === id)?.architecture ?? [];

const crews = new Map<number, WasmRuntime>();
beforeAll(async () => {
  for (const threads of [2, 3, 4]) crews.set(threads, await createThreadedRuntime(threads));
});
afterAll(() => {
  for (const runtime of crews.values()) runtime.dispose();
});

const build = (runtime: WasmRuntime, architecture: Architecture, batchSize: number): WasmNetwork =>
  runtime.build({
    architecture,
    state: freshState(architecture, 3),
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize, seed: 7 },
  });

/** Lets threads join, which they do at their own pace; then trains and answers. */
async function outcomeOf(runtime: WasmRuntime, architecture: Architecture, batchSize = 64) {
  const network = build(runtime, architecture, batchSize);
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (let step = 0; step < 6; step++) {
    const rows = step === 4 ? batchSize - 11 : batchSize; // an epoch's last batch is smaller
    network.trainStep(rowsFrom(step * batchSize, rows), 2e-3);
  }
  const { losses, accuracies } = network.takeStepMetrics();
  const logits = network.forward(rowsFrom(0, 333));
  const { weights, moments } = network.readState();
  network.dispose();
  const all = [accuracies, logits, ...weights, ...moments];
  const hash = all.reduce((digest, values) => digest.update(values), createHash('sha256'));
  return { losses, hash: hash.digest('hex') };
}

const known = new Map<string, ReturnType<typeof outcomeOf>>();

/** What one thread gives, worked out once. */
function expectedOf(id: string): ReturnType<typeof outcomeOf> {
  const expected = known.get(id) ?? outcomeOf(single, presetNamed(id));
  known.set(id, expected);
  return expected;
}

const everyNetwork = [
  ...['reference-cnn', 'mobilenet-like', 'mlp-784-128-10', 'keras-mnist-convnet'],
  ...['lenet-5', 'lstm-rows', 'vit-tiny', 'resnet-20k', 'squeezenet-like'],
];

describe.each([2, 3, 4])('%d threads give the bits of one', (threads) => {
  // Three share four micro-batches unevenly, so they alone train every network before every commit.
  const networks =
    threads === 3 ? everyNetwork : everyNetwork.slice(0, cases(everyNetwork.length, 2));
  test.each(networks)('with %s', async (id) => {
    const runtime = crews.get(threads) as WasmRuntime; // made before all tests
    expect(await outcomeOf(runtime, presetNamed(id))).toEqual(await expectedOf(id));
  });
});

test('every piece of a phase is done once, by whoever is free', async () => {
  const [phases, pieces] = [12, 7];
  const control = createControl();
  const counts = new Int32Array(new SharedArrayBuffer(4 * pieces));
  const follower = new Worker(
    `const { workerData } = require('node:worker_threads');
     ${await bundle('./threads.ts')}
     const { follow } = module.exports;
     follow(workerData.control, (_order, piece) => Atomics.add(workerData.counts, piece, 1));`,
    { eval: true, workerData: { control, counts } },
  );
  const isGone = new Promise((resolve) => follower.once('exit', resolve));
  await new Promise((resolve) => follower.once('online', resolve));
  let own = 0;
  const leading = lead(control, (_order, piece) => {
    Atomics.add(counts, piece, 1);
    own++;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); // time for the other to come
  });
  const order = { kind: 0, index: 0, rows: 1, step: 0, learningRate: 1 };
  for (let phase = 0; phase < phases; phase++) leading.run(order, pieces);
  leading.end();
  expect(await isGone).toBe(0);
  expect([...counts]).toEqual(Array(pieces).fill(phases));
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThan(phases * pieces);
});

test('a piece that fails is told to the lead', async () => {
  const control = createControl();
  const failing = new Worker(
    `const { workerData } = require('node:worker_threads');
     ${await bundle('./threads.ts')}
     module.exports.follow(workerData, () => { throw new Error('no'); });`,
    { eval: true, workerData: control },
  );
  await new Promise((resolve) => failing.once('online', resolve));
  const leading = lead(control, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  });
  const order = { kind: 0, index: 0, rows: 1, step: 0, learningRate: 1 };
  expect(() => {
    for (let phase = 0; phase < 20; phase++) leading.run(order, 4);
  }).toThrow('A thread failed');
  leading.end();
});

describe('a lead whose other piece is with a thread that is slow', () => {
  const order = { kind: 0, index: 0, rows: 1, step: 0, learningRate: 1 };
  afterAll(() => vi.restoreAllMocks());

  /** Leads two pieces, one of which another thread has taken; `outcomes` says what comes of each wait for it. */
  function leadOfTwo(outcomes: (answer: () => void) => 'ok' | 'timed-out') {
    const control = createControl();
    const view = new Int32Array(control);
    const [ticket, open] = [0, 1];
    vi.spyOn(Atomics, 'wait').mockImplementation(() => outcomes(() => Atomics.sub(view, open, 1)));
    const leading = lead(control, (_order, piece) => {
      if (piece === 0) Atomics.add(view, ticket, 1);
    });
    return { leading, answerLate: () => Atomics.sub(view, open, 1) };
  }

  // A machine that sleeps stops its threads and not its clock.
  test('goes on where the machine was asleep for longer than any piece takes', () => {
    let waits = 0;
    const { leading } = leadOfTwo((answer) => {
      if (++waits === 1) return 'timed-out';
      answer();
      return 'ok';
    });
    leading.run(order, 2);
    expect(waits).toBe(2);
  });

  test('gives up after a minute, and for good: an answer that comes later is nobody’s', () => {
    const { leading, answerLate } = leadOfTwo(() => 'timed-out');
    expect(() => leading.run(order, 2)).toThrow('A thread does not answer');
    answerLate();
    expect(() => leading.run(order, 2)).toThrow('A thread failed');
  });
});

test('a lead that fails at a piece of its own does not begin another phase', () => {
  const order = { kind: 0, index: 0, rows: 1, step: 0, learningRate: 1 };
  let pieces = 0;
  const leading = lead(createControl(), () => {
    pieces++;
    throw new Error('no');
  });
  expect(() => leading.run(order, 1)).toThrow('no');
  expect(() => leading.run(order, 1)).toThrow('A thread failed');
  expect(pieces).toBe(1);
});

const small = [layer('flatten'), layer('dense', { units: 10 })];

describe('a crew', () => {
  const two = () => crews.get(2) as WasmRuntime; // made before all tests

  test('says how many threads train, and that one answers', () => {
    expect(two().info.threads).toBe(2);
    const training = build(two(), small, 32);
    expect(training.threads).toBe(2);
    training.dispose();
    const state = freshState(small, 3);
    expect(two().build({ architecture: small, state, pixelRange: '0..1' }).threads).toBe(1);
  });

  test('trains a second network while it is busy with the first, and the next ones after it', async () => {
    const expected = await outcomeOf(single, small);
    const busy = build(two(), small, 64);
    busy.trainStep(rowsFrom(0, 64), 1e-3);
    expect(await outcomeOf(two(), small)).toEqual(expected);
    busy.dispose();
    for (let run = 0; run < 20; run++) expect(await outcomeOf(two(), small)).toEqual(expected);
  });

  test.each(['reference-cnn', 'resnet-20k', 'squeezenet-like', 'mobilenet-like'])(
    'helps a network that only answers, in whole numbers and in floats: the same bits with %s',
    async (id) => {
      const architecture = presetNamed(id);
      const integers = integersOf({ architecture, seed: 2, batch: rowsFrom(0, 8) });
      const state = { weights: weightsOf(integers), moments: [], step: 0 };
      const whole = {
        architecture: integers.architecture,
        pixelRange: '0..1',
        state,
        integers,
      } as const;
      const float = {
        architecture,
        pixelRange: '0..1',
        state: freshState(architecture, 3),
      } as const;
      for (const options of [whole, float]) {
        const network = (crews.get(3) ?? single).build({ ...options, threaded: true });
        expect(network.threads).toBe(3);
        await new Promise((resolve) => setTimeout(resolve, 20));
        const alone = single.build(options);
        expect(network.forward(rowsFrom(0, 333))).toEqual(alone.forward(rowsFrom(0, 333)));
        network.dispose();
        alone.dispose();
      }
    },
  );

  test('that cannot be hired leaves one thread', async () => {
    const hire = () => ({
      isReady: Promise.reject(new Error('refused')),
      post() {},
      terminate() {},
    });
    const kernels = readFileSync(new URL('./kernels-shared.wasm', import.meta.url));
    const runtime = await createWasmRuntime(kernels, { size: 1, hire });
    expect(runtime.info.threads).toBe(1);
    expect(await outcomeOf(runtime, small)).toEqual(await outcomeOf(single, small));
  });
});
