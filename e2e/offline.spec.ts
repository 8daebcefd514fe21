import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../scripts/root.mjs';
import { serve } from '../scripts/serve.mjs';
import { button, output } from './app.ts';

// A host like GitHub Pages: the app lies on a sub-path, and no header can be set.
// A script run by the browser's driver, as tracing does, counts as a touch of the visitor's: no second load then.
test.use({ trace: 'off' });

let host: Server;
let url: string;
let hostFolder: string;

test.beforeAll(async () => {
  hostFolder = mkdtempSync(join(tmpdir(), 'sizewise-host-'));
  mkdirSync(join(hostFolder, 'class'));
  symlinkSync(join(root, 'dist'), join(hostFolder, 'class', 'sizewise'), 'junction');
  host = await serve(hostFolder, { port: 0, host: '127.0.0.1', tableHeaders: {} });
  const { port } = host.address() as AddressInfo; // it listens on a port, not on a pipe
  url = `http://127.0.0.1:${port}/class/sizewise/`;
});

test.afterAll(() => {
  host.close();
  rmSync(hostFolder, { recursive: true });
});

test('on a host without headers the page isolates itself, and then works with the network off', async ({
  page,
  context,
}) => {
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(url);
  await page.waitForEvent('load', { timeout: 30_000 });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(button(page, 'Train')).toBeEnabled({ timeout: 30_000 });
  const chunks = 15; // the manifest and 14 files of images
  const cachedChunks = async () => (await (await caches.open('sizewise-data-v1')).keys()).length;
  await expect.poll(() => page.evaluate(cachedChunks), { timeout: 30_000 }).toBe(chunks);

  await context.setOffline(true);
  host.closeAllConnections();
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await button(page, 'Train').click();
  await expect(output(page, 'Images per second')).toContainText(/[1-9]/);
  expect(loads).toBe(3);
});
