import { test as base, expect } from '@playwright/test';
import { button, output } from './app.ts';

// No watch on the console here: the browser itself reports the failed requests.
const test = base;
test.use({ serviceWorkers: 'block' });

test('a damaged chunk is named, nothing trains on it, and Retry mends it', async ({ page }) => {
  await page.route('**/data/mnist/train-07.bin', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[2000] = (body[2000] ?? 0) ^ 0xff;
    await route.fulfill({ response, body });
  });
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('train-07.bin');
  await expect(button(page, 'Train')).toBeDisabled();

  await page.unroute('**/data/mnist/train-07.bin');
  await button(page, 'Retry').click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await button(page, 'Train').click();
  await expect(output(page, 'Training accuracy')).toContainText('%');
});

test('a missing chunk is named', async ({ page }) => {
  await page.route('**/data/mnist/train-12.bin', (route) => route.abort());
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('train-12.bin');
  await expect(button(page, 'Retry')).toBeVisible();
});

test('a truncated chunk is named', async ({ page }) => {
  await page.route('**/data/mnist/test-1.bin', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.body()).subarray(0, 5000) });
  });
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText('test-1.bin');
});
