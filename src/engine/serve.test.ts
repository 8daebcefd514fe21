import { afterEach, expect, test, vi } from 'vitest';
import { createEngineClient, type PortClient } from '../engine-client/client.ts';
import { EngineError } from '../protocol/errors.ts';
import type { TrainControl } from '../protocol/jobs.ts';
import { type Handlers, serve } from './serve.ts';

const absent = () => Promise.reject(new EngineError('internal', 'not part of this test'));
const handlers: Handlers = {
  loadData: absent,
  train: absent,
  finishInterrupted: absent,
  measureLatency: absent,
  quickLatency: absent,
  compareLatency: absent,
  predict: absent,
  readImages: absent,
  previewAugmentation: absent,
  exportModel: absent,
  storeRun: absent,
  importModel: absent,
  inspectModel: absent,
  measureSparsity: absent,
  naiveDistillation: absent,
  inspectQuantization: absent,
  doubleDescent: absent,
  inspectAdapters: absent,
  tryDevices: absent,
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

function connect(
  changed: Partial<Handlers>,
  options: Parameters<typeof createEngineClient>[1] = {},
): PortClient {
  const { port1, port2 } = new MessageChannel();
  open.push(() => port1.close());
  const client = createEngineClient(port1, options);
  serve(port2, { ...handlers, ...changed });
  return client;
}

const image = new Uint8Array(784);

test('a job streams progress in order, then resolves once', async () => {
  const client = connect({
    measureLatency: async (_input, { report }) => {
      for (const done of [0.25, 0.5, 1]) report({ done });
      return { p50Ms: 1 } as never; // only what the test reads
    },
  });
  const seen: number[] = [];
  const result = await client.run(
    'measureLatency',
    { modelId: 'a', runtime: 'wasm' },
    { onProgress: ({ done }) => seen.push(done) },
  );
  expect(seen).toEqual([0.25, 0.5, 1]);
  expect(result.p50Ms).toBe(1);
});

test('each of two jobs at once gets its own answer', async () => {
  const client = connect({
    predict: async ({ modelId }) => {
      if (modelId === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
      return { probabilities: [modelId === 'slow' ? 1 : 2] };
    },
  });
  const [slow, fast] = await Promise.all([
    client.run('predict', { modelId: 'slow', image }),
    client.run('predict', { modelId: 'fast', image }),
  ]);
  expect([slow.probabilities, fast.probabilities]).toEqual([[1], [2]]);
});

test('a failure arrives as an EngineError with its code and words', async () => {
  const client = connect({
    predict: () => Promise.reject(new EngineError('model-not-found', 'No such run')),
  });
  const failed = client.run('predict', { modelId: 'a', image });
  await expect(failed).rejects.toBeInstanceOf(EngineError);
  await expect(failed).rejects.toMatchObject({ code: 'model-not-found', message: 'No such run' });
});

test('an unexpected error is internal', async () => {
  const client = connect({ predict: () => Promise.reject(new TypeError('x is not a function')) });
  await expect(client.run('predict', { modelId: 'a', image })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('x is not a function'),
  });
});

test('an aborted signal cancels the job, whatever its handler throws', async () => {
  const client = connect({
    predict: (_input, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(Error('x')))),
  });
  const abort = new AbortController();
  const running = client.run('predict', { modelId: 'a', image }, { signal: abort.signal });
  abort.abort();
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});

test('controls reach a running job in order, also those that came before it listened', async () => {
  const client = connect({
    train: async (_input, { controls, signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const taken: TrainControl[] = [];
      while (taken.length < 3) {
        await controls.arrival(signal);
        const control = controls.take();
        if (control !== undefined) taken.push(control);
      }
      return { name: taken.map(({ action }) => action).join(' ') } as never; // only what is read
    },
  });
  const job = client.start('train', {} as never); // the handler reads no input
  job.control({ action: 'pause' });
  job.control({ action: 'setLearningRate', learningRate: 0.1 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  job.control({ action: 'stop' });
  expect((await job.result).name).toBe('pause setLearningRate stop');
});

test('a cancel that gets no answer in time is reported, and the engine can then be failed', async () => {
  const onStuck = vi.fn(() => client.fail(new EngineError('internal', 'started again')));
  const client = connect(
    { predict: () => new Promise(() => undefined), train: () => new Promise(() => undefined) },
    { onStuck, cancelTimeoutMs: 20 },
  );
  const other = client.start('train', {} as never); // never answered
  const stuck = client.start('predict', { modelId: 'a', image });
  stuck.cancel();
  await expect(stuck.result).rejects.toMatchObject({ code: 'cancelled' });
  await expect(other.result).rejects.toMatchObject({ code: 'internal' });
  expect(onStuck).toHaveBeenCalledTimes(1);
});

test('big arrays are moved out of the engine, parts of arrays are copied', async () => {
  const whole = new Uint8Array(1000).fill(7);
  const buffer = new Uint8Array(1000).fill(9);
  const client = connect({
    exportModel: async () => ({ file: whole }),
    readImages: async () => ({ images: buffer.subarray(0, 10), labels: [] }),
  });
  const { file } = await client.run('exportModel', { modelId: 'a' });
  const { images } = await client.run('readImages', { split: 'test', indices: [] });
  expect([file.length, file[0], images.length, images[0]]).toEqual([1000, 7, 10, 9]);
  expect([whole.length, buffer.length]).toEqual([0, 1000]);
});

test('the engine says that it is ready, and a disposed client rejects what it still waits for', async () => {
  const onReady = vi.fn();
  const client = connect({ predict: () => new Promise(() => undefined) }, { onReady });
  await vi.waitFor(() => expect(onReady).toHaveBeenCalledTimes(1));
  const waiting = client.run('predict', { modelId: 'a', image });
  client.dispose();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});
