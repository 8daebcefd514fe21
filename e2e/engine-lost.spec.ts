import type { Page } from '@playwright/test';
import { addressOf, button, expect, output, region, test, trainToEnd } from './app.ts';

/** Ends the engine as a crash would: without a word to the page. */
async function killEngine(page: Page): Promise<void> {
  const engines = page.workers().filter((worker) => /\/worker-/.test(worker.url()));
  expect(engines).toHaveLength(1);
  for (const engine of engines) await engine.evaluate(() => self.close());
}

test('an engine that dies in mid-run is said so, the run is kept as cut off, and the next one works', async ({
  page,
}) => {
  await page.goto(addressOf('cnn-2k', { epochs: 100, trainingImages: 1000 }));
  await button(page, 'Train').click();
  // An epoch is over: there is a checkpoint.
  await expect(region(page, 'Training')).toContainText(/epoch ([3-9]|\d\d) of 100/);
  await killEngine(page);
  const training = region(page, 'Training');
  await expect(training.getByRole('alert')).toContainText(/engine ended/i);
  await expect(training).toContainText(/was cut off before its end.*after \d+ steps/);
  await button(page, 'Keep it as a run').click();
  await expect(output(page, 'Test accuracy')).toContainText('%');
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(2);
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 1000 }));
  await trainToEnd(page);
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(3);
});

test('an engine that dies while nothing trains is started again unseen', async ({ page }) => {
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 1000 }));
  await expect(output(page, 'Latency p50')).toContainText('ms');
  await killEngine(page);
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  await trainToEnd(page);
});
