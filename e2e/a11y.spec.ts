import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { views } from '../src/stores/view.ts';
import { addressOf, expect, output, test, trainToEnd } from './app.ts';

/** What axe finds, by all its rules or by some, on the whole page or in a part of it. */
async function violations(
  page: Page,
  rules: readonly string[] = [],
  part = 'html',
): Promise<unknown[]> {
  // Legacy: without a blank page opened for each result, since there are no frames of other origins here.
  const axe = new AxeBuilder({ page }).include(part).setLegacyMode();
  const result = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
  return result.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}

// Only colours differ in the dark.
const themes = [
  { colorScheme: 'light', rules: [] },
  { colorScheme: 'dark', rules: ['color-contrast'] },
] as const;

for (const { colorScheme, rules } of themes)
  test(`axe finds nothing, ${colorScheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 1000 }));
    await expect(output(page, 'Latency p50')).toContainText('ms');
    expect(await violations(page, rules)).toEqual([]);
    await trainToEnd(page);
    expect(await violations(page, rules)).toEqual([]);
    await page.getByRole('button', { name: 'Conv2D, layer 1' }).click();
    expect(await violations(page, rules)).toEqual([]);
    for (const view of views) {
      await page.evaluate((name) => {
        location.hash = `#/${name}`;
      }, view);
      await expect(page.getByRole('dialog')).toBeVisible();
      // What lies behind is inert, and was asked about above.
      expect([view, await violations(page, rules, 'dialog')]).toEqual([view, []]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });

test('with reduced motion a colour changes at once, so that charts read the right one', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  const read = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('span'));
    const computed = getComputedStyle(probe);
    return ['red', 'lime', 'blue'].map((color) => {
      probe.style.color = color;
      return computed.color;
    });
  });
  expect(read).toEqual(['rgb(255, 0, 0)', 'rgb(0, 255, 0)', 'rgb(0, 0, 255)']);
});

test('phone width: one column, nothing cut off, and it trains', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 1000 }));
  await trainToEnd(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  expect(await violations(page)).toEqual([]);
});
