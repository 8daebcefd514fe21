import { expect, test } from '@playwright/test';
import { browserArgs, findBrowser } from '../scripts/find-browser.mjs';
import { addressOf, numberIn, output, region, trainToEnd } from './app.ts';

const executablePath = findBrowser();
test.use({
  serviceWorkers: 'block',
  launchOptions: {
    args: [...browserArgs, '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    ...(executablePath ? { executablePath } : {}),
  },
});

// The page refuses software renderers: here alone its worker does not know this one by name.
test.beforeEach(async ({ page }) => {
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('swiftshader|', '').replace('software|', '');
    await route.fulfill({ response, body });
  });
});

test('the GPU runtime, on a software renderer taken for a GPU, learns as the CPU runtime does', async ({
  page,
}) => {
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 2000 }));
  await trainToEnd(page);
  const onCpu = await numberIn(output(page, 'Validation accuracy'));
  await page.getByRole('combobox', { name: 'Device' }).selectOption('tfjs');
  await trainToEnd(page, 240_000);
  await expect(region(page, 'Results')).toContainText('WebGL');
  expect(Math.abs((await numberIn(output(page, 'Validation accuracy'))) - onCpu)).toBeLessThan(2);
});
