import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../scripts/root.mjs';
import { serve } from '../scripts/serve.mjs';
import { button, output } from './app.ts';

// A host like GitHub Pages: the app lies on a sub-path, and no header can be set.
const port = 5192;
const url = `http://127.0.0.1:${port}/class/sizewise/`;
let host: Server;
let hostFolder: string;

test.beforeAll(async () => {
  hostFolder = mkdtempSync(join(tmpdir(), 'sizewise-host-'));
  mkdirSync(join(hostFolder, 'class'));
  symlinkSync(join(root, 'dist'), join(hostFolder, 'class', 'sizewise'), 'junction');
  host = await serve(hostFolder, { port, host: '127.0.0.1', tableHeaders: {} });
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
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
  expect(loads).toBe(2);
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
