import { cpSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { buildSidePage } from '../scripts/build-side-page.mjs';
import { root } from '../scripts/root.mjs';
import { serve } from '../scripts/serve.mjs';
import { defaultsOf } from '../src/core/fields.ts';
import { integerProblem } from '../src/core/techniques/quantize.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import { tfjsFormats } from '../src/export/tfjs/formats.ts';
import { families } from './page/families.ts';

const setup = defaultsOf(trainingFields);
let server: Server;
let page: Page;

test.beforeAll(async ({ browser }) => {
  const path = await buildSidePage('e2e/other-tools', 'build/other-tools');
  cpSync(`${root}/node_modules/@litertjs/core/wasm`, `${root}/build/other-tools/litert`, {
    recursive: true,
  });
  server = await serve(`${root}/build/other-tools`, { port: 0, host: '127.0.0.1' });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/${path}`);
  await page.waitForFunction(() => globalThis.tools !== undefined);
});
test.afterAll(async () => {
  await page.close();
  server.close();
});

for (const [name, architecture] of families) {
  test(`LiteRT answers a float file as we do: ${name}`, async () => {
    const difference = await page.evaluate(
      (own) => globalThis.tools.compareFloat(own),
      architecture,
    );
    expect(difference).toBeLessThan(1e-5);
  });
}

for (const [name, architecture] of families.filter(
  (family) => integerProblem(family[1]) === null,
)) {
  test(`LiteRT answers an int8 file within a code or two: ${name}`, async () => {
    const difference = await page.evaluate(
      (own) => globalThis.tools.compareInt8(own),
      architecture,
    );
    expect(difference).toBeLessThan(2.5); // its kernels round in a way of their own
  });
}

for (const [name, architecture] of families.filter(
  (family) => tfjsFormats.tfjs.problem({ architecture: family[1], setup }) === null,
)) {
  test(`TensorFlow.js opens a layers model and answers as we do: ${name}`, async () => {
    const difference = await page.evaluate(
      (own) => globalThis.tools.compareTfjs(own),
      architecture,
    );
    expect(difference).toBeLessThan(1e-5);
  });
}
