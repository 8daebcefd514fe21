import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { presets } from '../../core/presets.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { createMnist } from '../../datasets/mnist/load.ts';
import type { DeviceOption } from '../../protocol/jobs.ts';
import { createEngine, type Engine } from '../engine.ts';
import { nextMacrotask } from '../macrotask.ts';
import { createMailbox } from '../mailbox.ts';
import { createWasmRuntime } from '../wasm/runtime.ts';
import { tryDevicesJob } from './try-devices.ts';

const repository = new URL('../../../', import.meta.url);
const server = createServer(({ url = '' }, response) => {
  response.end(readFileSync(new URL(`public${url}`, repository)));
});
const recipe = {
  architecture: presets.find(({ id }) => id === 'cnn-2k')?.architecture ?? [],
  setup: defaultsOf(trainingFields),
};

let engine: Engine;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kernels = readFileSync(new URL('src/engine/wasm/kernels.wasm', repository));
  engine = createEngine({
    dataset: createMnist(`http://127.0.0.1:${port}/`),
    environment: { browser: 'Node', crossOriginIsolated: true, hardwareConcurrency: 2 },
    createRuntime: () => createWasmRuntime(kernels),
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('times the kernels, and says of each GPU backend that is not here why', async () => {
  const reported: DeviceOption[] = [];
  const context = {
    signal: new AbortController().signal,
    controls: createMailbox<never>(),
    report: (option: DeviceOption) => reported.push(option),
  };
  const { options } = await tryDevicesJob(engine)({ recipe }, context);
  expect(options).toEqual(reported);
  const [wasm, ...gpus] = options;
  expect(wasm).toMatchObject({ runtime: { kind: 'wasm' }, problem: null });
  expect(wasm?.imagesPerSecond).toBeGreaterThan(100);
  expect(wasm?.firstStepMs).toBeGreaterThan(0);
  expect(gpus.map(({ runtime }) => runtime.backend)).toEqual(['webgpu', 'webgl']);
  for (const { imagesPerSecond, problem } of gpus) {
    expect(imagesPerSecond).toBeNull();
    expect(problem).toContain('not available in this browser');
  }
});

test('a cancel ends it before its time is over', async () => {
  const abort = new AbortController();
  const running = tryDevicesJob(engine)(
    { recipe },
    { signal: abort.signal, controls: createMailbox<never>(), report: () => undefined },
  );
  for (let round = 0; round < 3; round++) await nextMacrotask();
  abort.abort();
  await expect(running).rejects.toThrow('aborted');
});
