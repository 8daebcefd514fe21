import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { defaultsOf } from '../src/core/fields.ts';
import type { Recipe } from '../src/core/recipe.ts';
import type { SweepPlan } from '../src/core/sweep.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import { encodeLink } from '../src/share/encode.ts';
import { encodeSweep } from '../src/share/sweep.ts';
import { button, expect, output, presetNamed, region, test, trainToEnd } from './app.ts';

const setup = { ...defaultsOf(trainingFields), epochs: 4, trainingImages: 2000 };
const base: Recipe = { architecture: presetNamed('mlp-784-128-10'), setup };

const addressOfSweep = (plan: Partial<SweepPlan>, recipe = base): string => {
  const sweep: SweepPlan = {
    ...{ kind: 'grid', count: 10, seeds: 2 },
    axes: [{ target: { kind: 'width' }, values: [0.03, 0.25, 1] }],
    ...plan,
  };
  return `./#/sweep?s=${encodeLink({ recipe })}&w=${encodeSweep(sweep, recipe)}`;
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

test('a paused sweep goes on from where it was; meanwhile a run by hand trains and is measured', async ({
  page,
}) => {
  test.slow();
  const long: Recipe = { ...base, setup: { ...setup, epochs: 40 } };
  await page.goto(addressOfSweep({ axes: [] }, long));
  await button(page, 'Run 2 networks').click();
  const state = dialog(page).getByRole('cell', { name: /running|held/ });
  const share = async () =>
    Number.parseFloat(/[\d.]+(?= %)/.exec((await state.textContent()) ?? '')?.[0] ?? '0');
  await expect.poll(share, { intervals: [50] }).toBeGreaterThan(20);
  await button(page, 'Pause').click();
  await expect(state).toContainText('held at');
  await page.keyboard.press('Escape');
  await trainToEnd(page);
  await expect(region(page, 'Results')).toContainText(/p50\s*[\d.]+ ms/);
  await button(page, 'Sweep…').click();
  await expect(dialog(page)).toContainText('paused');
  const held = await share();
  await button(page, 'Go on').click();
  await expect(state).toContainText('running');
  expect(await share()).toBeGreaterThanOrEqual(held);
  await expect(progress(page)).toContainText('2 of 2', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(region(page, 'Runs').locator('[data-run]')).toHaveCount(3);
});

test('eight cores: several engines train at once, every run is there once, and each is measured alone', async ({
  page,
}) => {
  test.slow();
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 8 });
  });
  const long: Recipe = { ...base, setup: { ...setup, epochs: 12 } };
  await page.goto(addressOfSweep({ seeds: 4 }, long));
  await button(page, 'Run 12 networks').click();
  const running = dialog(page).getByRole('cell', { name: /running/ });
  await expect(running).toHaveCount(4);
  await expect(dialog(page)).toContainText('measuring latencies', { timeout: 120_000 });
  await expect(progress(page)).toContainText('12 of 12');
  await expect(running).toHaveCount(0);
  expect(await computeLocks(page)).toEqual(['exclusive']);
  await expect(dialog(page)).not.toContainText('measuring latencies', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(region(page, 'Runs').locator('[data-run]')).toHaveCount(12);
  await button(page, 'All runs, larger').click();
  const rows = region(page, 'Runs, in rows').getByRole('row', { name: /dense/ });
  await expect(rows).toHaveCount(12);
  for (const row of await rows.all()) await expect(row).toContainText(/[\d.]+ ms/);
});

/** How the lock of everything that computes is held, by whoever holds it. */
async function computeLocks(page: Page): Promise<(string | undefined)[]> {
  const read = () =>
    page.evaluate(async () => {
      const { held = [] } = await navigator.locks.query();
      return held.filter(({ name }) => name === 'sizewise-compute').map(({ mode }) => mode);
    });
  let held: Awaited<ReturnType<typeof read>> = [];
  // Between two measurements nobody holds it.
  await expect(async () => {
    held = await read();
    expect(held).not.toEqual([]);
  }).toPass({ intervals: [20] });
  return held;
}

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
