import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { defaultsOf } from '../src/core/fields.ts';
import type { Recipe } from '../src/core/recipe.ts';
import type { SweepPlan } from '../src/core/sweep.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import { encodeLink } from '../src/share/encode.ts';
import { encodeSweep } from '../src/share/sweep.ts';
import { button, expect, output, presetNamed, region, test } from './app.ts';

const setup = { ...defaultsOf(trainingFields), epochs: 4, trainingImages: 2000 };
const base: Recipe = { architecture: presetNamed('mlp-784-128-10'), setup };

const addressOfSweep = (plan: Partial<SweepPlan>): string => {
  const sweep: SweepPlan = {
    ...{ kind: 'grid', count: 10, seeds: 2 },
    axes: [{ target: { kind: 'width' }, values: [0.03, 0.25, 1] }],
    ...plan,
  };
  return `./#/sweep?s=${encodeLink({ recipe: base })}&w=${encodeSweep(sweep, base)}`;
};

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Sweep' });
const progress = (page: Page): Locator => output(page, 'Sweep progress');

test('three widths with two seeds, reloaded in the middle: every run is there once, and wider is better', async ({
  page,
}) => {
  test.slow();
  await page.goto(addressOfSweep({}));
  // The sizes are there before anything trains.
  await expect(dialog(page).getByRole('row', { name: /width × ¼/ })).toContainText('25.4 k');
  await button(page, 'Run 6 networks').click();
  await expect(progress(page)).toContainText(/[23] of 6/, { timeout: 60_000 });
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const running = await dialog(page)
    .getByRole('cell', { name: /running/ })
    .count();
  expect(running).toBeLessThanOrEqual(Math.max(1, Math.floor(cores / 2)));
  await page.reload();
  await expect(progress(page)).toContainText('6 of 6', { timeout: 90_000 });
  const points = dialog(page).getByRole('region', { name: 'Points of the sweep' });
  const accuracies = await points
    .getByRole('row')
    .filter({ hasText: 'width' })
    .evaluateAll((rows) =>
      rows.map((row) => Number.parseFloat(row.querySelectorAll('td')[0]?.textContent ?? '')),
    );
  expect(accuracies).toHaveLength(3);
  expect(accuracies).toEqual([...accuracies].sort((a, b) => a - b));
  await expect(points).toContainText('2 of 2');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(region(page, 'Runs').locator('[data-run]')).toHaveCount(6);
  await expect(region(page, 'Training')).not.toContainText('was cut off');
});

test('a sweep that is paused goes on; training by hand comes first', async ({ page }) => {
  test.slow();
  await page.goto(addressOfSweep({ seeds: 1 }));
  await button(page, 'Run 3 networks').click();
  await button(page, 'Pause').click();
  await expect(dialog(page)).toContainText('paused');
  await button(page, 'Go on').click();
  await page.keyboard.press('Escape');
  await button(page, 'Train').click();
  await expect(output(page, 'Test accuracy')).toContainText('%', { timeout: 60_000 });
  await expect(button(page, 'Sweep…')).toBeVisible({ timeout: 60_000 });
  await expect(region(page, 'Runs').locator('[data-run]')).toHaveCount(4);
});

test('one tab runs the queue; another takes over when it closes', async ({ page, context }) => {
  test.slow();
  await page.goto(addressOfSweep({}));
  await button(page, 'Run 6 networks').click();
  await expect(progress(page)).toContainText(/[1-3] of 6/, { timeout: 60_000 });
  const other = await context.newPage();
  await other.goto(addressOfSweep({}));
  await expect(dialog(other)).toContainText('another tab runs it');
  await page.close();
  await expect(progress(other)).toContainText('6 of 6', { timeout: 90_000 });
  await other.keyboard.press('Escape');
  await expect(region(other, 'Runs').locator('[data-run]')).toHaveCount(6);
});

test('three folds: a mean with its deviation, and a caution', async ({ page }) => {
  await page.goto(addressOfSweep({ axes: [], folds: 3 }));
  await button(page, 'Run 3 networks').click();
  await expect(progress(page)).toContainText('3 of 3', { timeout: 60_000 });
  const points = dialog(page).getByRole('region', { name: 'Points of the sweep' });
  await expect(points).toContainText('±');
  await expect(dialog(page)).toContainText('this is no confidence interval');
});

test('a damaged sweep link says so and plans nothing else', async ({ page }) => {
  await page.goto(`${addressOfSweep({}).slice(0, -1)}0`);
  await expect(page.getByText('The sweep in this link is damaged')).toBeAttached();
});
