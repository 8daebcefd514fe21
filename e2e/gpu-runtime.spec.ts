import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { buildSidePage } from '../scripts/build-side-page.mjs';
import { browserArgs, findBrowser, gpuArgs } from '../scripts/find-browser.mjs';
import { root } from '../scripts/root.mjs';
import { serve } from '../scripts/serve.mjs';
import type { Architecture } from '../src/core/recipe.ts';
import { families } from './page/families.ts';
import type { Gpu } from './page/worker.ts';

const executablePath = findBrowser();
test.use({
  trace: 'off',
  launchOptions: {
    args: [...browserArgs, ...gpuArgs],
    ...(executablePath ? { executablePath } : {}),
  },
});
test.describe.configure({ timeout: 300_000 });

let server: Server;
let page: Page;

test.beforeAll(async ({ browser }) => {
  const path = await buildSidePage('e2e/page', 'build/e2e');
  server = await serve(`${root}/build/e2e`, { port: 0, host: '127.0.0.1' });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/${path}`);
  await page.waitForFunction(() => typeof globalThis.ask === 'function');
});
test.afterAll(async () => {
  await page.close();
  server.close();
});

const isFull = process.env['FULL'] !== undefined;

/** A software GPU takes ten seconds for a batch of 64; a small one is the same calls. */
const count = (backend: Gpu) =>
  page.evaluate((request) => globalThis.ask(request), {
    ...({ type: 'count', presetId: 'reference-cnn' } as const),
    ...{ backend, batchSize: isFull ? 64 : 8 },
  });

// Stock tf.layers' `fit` takes 181 dispatches in 13 submits, and 315 draws.
for (const [backend, most] of [
  ['webgpu', { dispatches: 70, submits: 6 }],
  ['webgl', { draws: 150 }],
] as const)
  test(`a step of the reference CNN is few calls on ${backend}`, async () => {
    const work = await count(backend);
    test.info().annotations.push({ type: backend, description: JSON.stringify(work) });
    for (const [name, calls] of Object.entries(most)) {
      const counted = Object.entries(work).find(([key]) => key === name)?.[1];
      expect(counted).toBeGreaterThan(0);
      expect(counted).toBeLessThanOrEqual(calls);
    }
  });

for (const backend of isFull || process.env['GPU']
  ? (['webgl', 'webgpu'] as const)
  : (['webgl'] as const))
  for (const [name, architecture] of families)
    test(`${name} on ${backend} give what our kernels give`, async () => {
      const reply = await page.evaluate((request) => globalThis.ask(request), {
        ...({ type: 'compare', backend } as const),
        architecture: architecture as Architecture,
      });
      expect(reply).toMatchObject({ difference: expect.any(Number) });
      expect('difference' in reply ? reply.difference : 1).toBeLessThan(2e-4);
    });

// It takes the device from the stories before it.
test('a WebGPU device destroyed while a step is read back is said to be lost, and the next one trains', async () => {
  const reply = await page.evaluate((request) => globalThis.ask(request), {
    type: 'lose',
  } as const);
  expect(reply).toEqual({
    codes: ['context-lost', 'context-lost'],
    nextLosses: [expect.any(Number)],
  });
});

/** `GPU=1`: on the machine's own GPU. A software one takes minutes for 200 steps of an MLP, and an hour for a CNN's. */
const isHardware = Boolean(process.env['GPU']);
const softwarePresets = isFull ? ['mlp-784-128-10'] : [];

// Rounding differs from step to step, so that the loss of one batch says little after a hundred of them: curves are
// compared by means over twenty steps.
for (const presetId of isHardware ? ['mlp-784-128-10', 'reference-cnn'] : softwarePresets)
  for (const backend of ['webgpu', 'webgl'] as const)
    test(`200 steps of ${presetId} on ${backend} follow the curve of our kernels`, async () => {
      const reply = await page.evaluate((request) => globalThis.ask(request), {
        ...({ type: 'curves', steps: 200 } as const),
        ...{ backend, presetId },
      });
      if (!('ours' in reply)) throw new Error(`no curves: ${JSON.stringify(reply)}`);
      const ofSteps = largestGap(reply.ours, reply.theirs);
      const ofMeans = largestGap(means(reply.ours), means(reply.theirs));
      test
        .info()
        .annotations.push({ type: backend, description: JSON.stringify({ ofSteps, ofMeans }) });
      expect(reply.theirs).toHaveLength(200);
      expect(ofMeans).toBeLessThan(2e-2);
    });

const largestGap = (some: readonly number[], others: readonly number[]): number =>
  Math.max(...some.map((loss, i) => Math.abs(loss - (others[i] ?? Number.NaN))));

const means = (losses: readonly number[]): readonly number[] =>
  Array.from({ length: losses.length / 20 }, (_, i) =>
    losses.slice(20 * i, 20 * i + 20).reduce((sum, loss) => sum + loss / 20, 0),
  );
