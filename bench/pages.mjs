import { chromium } from '@playwright/test';
import { buildSidePage } from '../scripts/build-side-page.mjs';
import {
  browserArgs,
  findBrowser,
  hardwareGpuArgs,
  softwareGpuArgs,
} from '../scripts/find-browser.mjs';
import { root } from '../scripts/root.mjs';
import { serve } from '../scripts/serve.mjs';

/** A browser with one page for each path. `subjects` take requests of bench/page/messages.ts; `close` ends it all. */
export async function openPages(paths, { gpu }) {
  if (paths.length === 0) return { subjects: [], close: async () => undefined };
  await buildSidePage('bench/page', 'build/bench');
  const server = await serve(`${root}/build/bench`, { port: 0, host: '127.0.0.1' });
  const args = [...browserArgs, ...(gpu ? hardwareGpuArgs : softwareGpuArgs)];
  const browser = await chromium.launch({ executablePath: findBrowser(), args });
  const subjects = [];
  for (const path of paths) subjects.push({ path, ask: await openPage(browser, path, server) });
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { subjects, close };
}

async function openPage(browser, path, server) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/bench/page/index.html`);
  await page.waitForFunction(() => typeof globalThis.bench === 'function');
  return (request) => page.evaluate((r) => globalThis.bench(r), { path, ...request });
}
