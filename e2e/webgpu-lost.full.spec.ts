import { browserArgs, findBrowser, gpuArgs } from '../scripts/find-browser.mjs';
import { createLayer } from '../src/core/layers/index.ts';
import type { Architecture } from '../src/core/recipe.ts';
import { addressOfNetwork, button, expect, output, region, test } from './app.ts';
import { takeSoftwareForGpu } from './software-gpu.ts';

const executablePath = findBrowser();
test.use({
  serviceWorkers: 'block',
  launchOptions: {
    args: [...browserArgs, ...gpuArgs],
    ...(executablePath ? { executablePath } : {}),
  },
});

/** As much as a software GPU trains in seconds. */
const smallest: Architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 10 }),
];

test('a GPU process that dies while WebGPU trains is said so, the run is kept as cut off, and the next one works', async ({
  page,
  browser,
}) => {
  await takeSoftwareForGpu(page);
  await page.goto(addressOfNetwork(smallest, { epochs: 100, trainingImages: 500 }));
  await page.getByRole('combobox', { name: 'Device' }).selectOption('tfjs');
  await button(page, 'Train').click();
  const training = region(page, 'Training');
  // An epoch is over: there is a checkpoint.
  await expect(training).toContainText(/epoch ([2-9]|\d\d) of 100/, { timeout: 120_000 });
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await expect(training.getByRole('alert')).toContainText(/GPU was taken away/, {
    timeout: 60_000,
  });
  await expect(training).toContainText(/was cut off before its end.*after \d+ steps/);
  await button(page, 'Keep it as a run').click();
  await expect(output(page, 'Test accuracy')).toContainText('%');
  await expect(region(page, 'Results')).toContainText('WebGPU');
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(2);
  await button(page, 'Train').click();
  await expect(training).toContainText(/epoch ([2-9]|\d\d) of 100/, { timeout: 120_000 });
  await button(page, 'Stop').click();
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(3, { timeout: 120_000 });
  await expect(region(page, 'Results')).toContainText('WebGPU');
});
