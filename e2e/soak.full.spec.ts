import type { Page } from '@playwright/test';
import { browserArgs, findBrowser } from '../scripts/find-browser.mjs';
import { addressOf, button, expect, numberIn, output, test, trainToEnd } from './app.ts';

const executablePath = findBrowser();
test.use({
  launchOptions: {
    args: [
      ...browserArgs,
      // The measurement at once and after a collection, not when the browser finds the time.
      '--enable-blink-features=ForceEagerMeasureMemory',
      '--js-flags=--expose-gc',
    ],
    ...(executablePath ? { executablePath } : {}),
  },
});

const collectGarbage = () => (globalThis as unknown as { gc(): void }).gc();

interface MemoryMeasurement {
  readonly bytes: number;
  readonly breakdown: readonly { readonly bytes: number; readonly types: readonly string[] }[];
}

/** What is on its way to be collected is in one reading and not in the next, some 5 MB of it: the least of six is what is held. */
async function memoryBytes(page: Page): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < 6; reading++) least = Math.min(least, await readMemory(page));
  return least;
}

/** Of the page and its workers, WebAssembly's memory included. */
async function readMemory(page: Page): Promise<number> {
  await page.evaluate(collectGarbage);
  for (const worker of page.workers()) await worker.evaluate(collectGarbage);
  const { bytes, breakdown } = await page.evaluate(() => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<MemoryMeasurement>;
    };
    return measure.measureUserAgentSpecificMemory();
  });
  const parts = breakdown.filter((part) => part.bytes > 0);
  const description = parts.map((part) => `${part.types.join('+')} ${part.bytes}`).join(', ');
  test.info().annotations.push({ type: `memory ${bytes}`, description });
  return bytes;
}

test('a hundred runs in a row, some stopped at once: all are kept, and memory does not pile up', async ({
  page,
}) => {
  test.setTimeout(1_800_000);
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 2000 }));
  let afterTen = 0;
  for (let run = 1; run <= 100; run++) {
    await button(page, 'Train').click();
    if (run % 4 === 0)
      // On a busy machine the run is over before the press.
      await button(page, 'Stop')
        .click({ timeout: 2000 })
        .catch(() => undefined);
    // Not the button that says Pause meanwhile: a run may be too short to be seen.
    await expect(page.getByRole('figure', { name: ` ${run} runs` })).toBeVisible();
    await expect(button(page, 'Train')).toBeVisible();
    if (run === 10) afterTen = await memoryBytes(page);
  }
  const grown = (await memoryBytes(page)) / afterTen;
  test
    .info()
    .annotations.push({ type: 'memory after 100 runs / after 10', description: `${grown}` });
  expect(grown).toBeLessThan(1.05);
  await page.reload();
  await expect(button(page, 'All 100 runs')).toBeVisible();
});

test('the reference CNN at the defaults of the page reads 98.2 % of the test digits or more', async ({
  page,
}) => {
  await page.goto(addressOf('reference-cnn'));
  await trainToEnd(page, 300_000);
  expect(await numberIn(output(page, 'Test accuracy'))).toBeGreaterThanOrEqual(98.2);
});
