import type { Page } from '@playwright/test';
import { addressOf, button, expect, output, region, test, trainToEnd } from './app.ts';

/** Says to the page that its tab is hidden, or seen again: a headless browser has no window to minimise. */
const setHidden = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

test('two tabs train at once, and each keeps its run', async ({ page, context }) => {
  const other = await context.newPage();
  await page.goto(addressOf('cnn-2k', { epochs: 6, trainingImages: 2000 }));
  await other.goto(addressOf('mlp-784-128-10', { epochs: 6, trainingImages: 2000 }));
  await button(other, 'Train').click();
  await expect(button(other, 'Pause')).toBeVisible();
  await trainToEnd(page);
  // The other's run is no run that was cut off.
  await expect(region(page, 'Training')).not.toContainText('was cut off');
  await expect(output(other, 'Test accuracy')).toContainText('%', { timeout: 60_000 });
  await page.reload();
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(3);
});

test('a hidden tab trains on, and a latency measured there says so', async ({ page }) => {
  await page.goto(addressOf('cnn-2k', { epochs: 2, trainingImages: 2000 }));
  await button(page, 'Train').click();
  await expect(output(page, 'Training accuracy')).toContainText('%');
  await setHidden(page, true);
  await expect(output(page, 'Test accuracy')).toContainText('%', { timeout: 60_000 });
  const latency = region(page, 'Results').getByText(/blocks of .* calls after/);
  await expect(latency).toContainText('while the tab was hidden', { timeout: 30_000 });
  await setHidden(page, false);
  await button(page, 'Measure again').click();
  await expect(latency).not.toContainText('while the tab was hidden', { timeout: 30_000 });
});
