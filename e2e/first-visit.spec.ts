import { button, expect, output, test } from './app.ts';

test('first visit: one press, and the network learns within sight', async ({ page }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.goto('./');

  await expect(output(page, 'Parameters')).toHaveText('121,930');
  await expect(output(page, 'MACs')).toHaveText('2,528,000');
  await expect(output(page, 'Weight bytes')).toContainText('487,720');
  await expect(output(page, 'Latency p50')).toContainText('ms');

  await button(page, 'Train').click();
  await expect(output(page, 'Images per second')).toContainText(/[1-9]/);
  await expect(output(page, 'Training accuracy')).toContainText('%');
  await expect(output(page, 'Validation accuracy')).toContainText('%');

  await button(page, 'Stop').click();
  await expect(output(page, 'Test accuracy')).toContainText('%');
  await expect(button(page, 'Train')).toBeEnabled();
  expect(requested.filter((url) => /tfjs|tensorflow|webgl|webgpu/.test(url))).toEqual([]);
});

test('the page is isolated, so that clocks are fine', async ({ page }) => {
  await page.goto('./');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});
