import { browserArgs, findBrowser } from '../scripts/find-browser.mjs';
import { addressOf, button, expect, region, test } from './app.ts';

const executablePath = findBrowser();
test.use({
  launchOptions: {
    args: [...browserArgs, '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    ...(executablePath ? { executablePath } : {}),
  },
});

test('a software renderer is no GPU: Try the GPU says so beside the CPU figure', async ({
  page,
}) => {
  await page.goto(addressOf('cnn-2k'));
  await page.evaluate(() => {
    location.hash = '#/device';
  });
  const view = page.getByRole('dialog');
  await button(page, 'Try the GPU').click();
  await expect(view.getByRole('row', { name: /WASM/ })).toContainText(/\d/, { timeout: 30_000 });
  await expect(view).toContainText(/software|no WebGPU|not a GPU/i);
  await expect(view).toContainText(/Why this device\? Nothing else here .*images\/s.*at batch 64/);
  // The figures are kept for this network, and for no other.
  await page.reload();
  await expect(view.getByRole('row', { name: /WASM/ })).toContainText(/\d/);
  await expect(button(page, 'Measure again')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(view).toBeHidden();
  await page.getByRole('combobox', { name: 'Preset' }).selectOption({ label: 'LeNet-5' });
  await page.evaluate(() => {
    location.hash = '#/device';
  });
  await expect(button(page, 'Try the GPU')).toBeVisible();
  // Another network under the open view: its own figures.
  await page.evaluate(
    (address) => {
      location.hash = address;
    },
    addressOf('cnn-2k').replace('./#/', '#/device'),
  );
  await expect(button(page, 'Measure again')).toBeVisible();
});

test('a run that asks for a GPU where there is none says so, and the CPU is one press away', async ({
  page,
}) => {
  await page.goto(addressOf('cnn-2k', { epochs: 50 }));
  await page.getByRole('combobox', { name: 'Device' }).selectOption('tfjs');
  await button(page, 'Train').click();
  await expect(region(page, 'Training').getByRole('alert')).toContainText(/GPU/);
  await button(page, 'Train on the CPU instead').click();
  await expect(button(page, 'Pause')).toBeVisible();
});
