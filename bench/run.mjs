// `npm run bench`: images a second in training and latency at batch 1, of both runtimes and of tfjs' cpu backend, on the
// same work in headless Chromium. Paths take turns, so that a slow moment of the machine hits all of them.
//   --only WORK       one work, of the list below     --repeats N   blocks for each path (default 7)
//   --json FILE       rows as JSON                    --all         every work, not only the first two
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { buildSidePage } from '../scripts/build-side-page.mjs';
import { browserArgs, findBrowser, softwareGpuArgs } from '../scripts/find-browser.mjs';
import { root, runMain } from '../scripts/root.mjs';
import { serve } from '../scripts/serve.mjs';
import { setUp } from '../scripts/setup.mjs';

const works = [
  { work: 'reference-cnn', batch: 64 },
  { work: 'mlp-784-128-10', batch: 128 },
  { work: 'teacher-784-512-256-10', batch: 128 },
  { work: 'lenet-5', batch: 64 },
  { work: 'mobilenet-like', batch: 64 },
  { work: 'vgg-like', batch: 64 },
  { work: 'resnet-20k', batch: 64 },
  { work: 'lstm-rows', batch: 64 },
  { work: 'vit-tiny', batch: 64 },
];
const paths = ['wasm', 'wasm-threads', 'tfjs-cpu', 'tfjs-webgl', 'tfjs-webgpu'];
const trainBlockMs = 700;
const inferBlockMs = 300;
const port = 5195;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    repeats: { type: 'string', default: '7' },
    all: { type: 'boolean', default: false },
    paths: { type: 'string', default: paths.join() },
    gpu: { type: 'boolean', default: false },
  },
});

function percentile(values, p) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

async function openPages(browser) {
  const pages = [];
  for (const path of options.paths.split(',')) {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/bench/page/index.html`);
    await page.waitForFunction(() => typeof globalThis.bench === 'function');
    const ask = (request) => page.evaluate((r) => globalThis.bench(r), request);
    pages.push({ path, ask });
  }
  return pages;
}

async function buildAll(pages, { work, batch }) {
  const built = [];
  for (const { path, ask } of pages) {
    try {
      const { threads, firstStepMs } = await ask({ type: 'build', path, work, batch });
      built.push({ path, ask, threads, firstStepMs, speeds: [], callMs: [] });
    } catch (error) {
      console.log(`${work} on ${path}: ${error.message.split('\n')[0]}`);
    }
  }
  return built;
}

async function measure(pages, { work, batch }) {
  const built = await buildAll(pages, { work, batch });
  for (let repeat = 0; repeat < Number(options.repeats); repeat++)
    for (const row of built) {
      if (row.firstStepMs > 5000 && repeat > 0) continue; // one block of a very slow path says enough
      const { imagesPerSecond } = await row.ask({ type: 'train', ms: trainBlockMs });
      const { callMs } = await row.ask({ type: 'infer', ms: inferBlockMs });
      row.speeds.push(imagesPerSecond);
      row.callMs.push(...callMs);
    }
  return built.map(({ path, threads, firstStepMs, speeds, callMs }) => ({
    work,
    // The same path on all threads: rows differ in `threads`.
    path: path === 'wasm-threads' ? 'wasm' : path,
    threads,
    batch,
    imagesPerSecond: percentile(speeds, 0.5),
    p50Ms: percentile(callMs, 0.5),
    p95Ms: percentile(callMs, 0.95),
    firstStepMs,
  }));
}

function print(rows) {
  const reference = rows.find(({ path }) => path === 'tfjs-cpu')?.imagesPerSecond;
  for (const row of rows) {
    const ratio = reference ? `${(row.imagesPerSecond / reference).toFixed(1)} × tfjs-cpu` : '';
    const speed = `${row.imagesPerSecond.toFixed(row.imagesPerSecond < 100 ? 1 : 0)} images/s`;
    console.log(
      `${row.work.padEnd(24)} ${row.path.padEnd(12)} batch ${row.batch} · ${row.threads === 1 ? '1 thread ' : `${row.threads} threads`} · ${speed.padStart(16)} · ` +
        `batch 1 p50 ${row.p50Ms.toFixed(3)} ms p95 ${row.p95Ms.toFixed(3)} ms · first step ${row.firstStepMs.toFixed(0)} ms · ${ratio}`,
    );
  }
}

async function bench() {
  await setUp({ withBrowser: true });
  await buildSidePage('bench/page', 'build/bench');
  const server = await serve(`${root}/build/bench`, { port, host: '127.0.0.1' });
  const args = [...browserArgs, ...(options.gpu ? [] : softwareGpuArgs)];
  const browser = await chromium.launch({ executablePath: findBrowser(), args });
  try {
    const pages = await openPages(browser);
    const chosen = works.filter(({ work }, i) =>
      options.only ? work === options.only : options.all || i < 2,
    );
    const rows = [];
    for (const work of chosen) {
      const measured = await measure(pages, work);
      print(measured);
      rows.push(...measured);
    }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  } finally {
    await browser.close();
    server.close();
  }
}

await runMain(bench);
