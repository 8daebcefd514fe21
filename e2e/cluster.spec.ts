import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { defaultsOf } from '../src/core/fields.ts';
import type { Recipe } from '../src/core/recipe.ts';
import type { SweepPlan } from '../src/core/sweep.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import type { SweepFile } from '../src/export/sweep-file.ts';
import { encodeLink } from '../src/share/encode.ts';
import { encodeSweep } from '../src/share/sweep.ts';
import { button, expect, output, presetNamed, test } from './app.ts';

const setup = { ...defaultsOf(trainingFields), epochs: 1, trainingImages: 500 };
const base: Recipe = { architecture: presetNamed('mlp-784-128-10'), setup };
const plan: SweepPlan = {
  ...{ kind: 'grid', count: 10, seeds: 2 },
  axes: [{ target: { kind: 'width' }, values: [0.03, 0.25, 1] }],
};
const address = `./#/sweep?s=${encodeLink({ recipe: base })}&w=${encodeSweep(plan, base)}`;

/** What the runner of docs/cluster.md wrote about this very plan. */
const lines = readFileSync(new URL('cluster-results.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const linesOf = (framework: string): readonly string[] =>
  lines.filter((line) => line.includes(`"framework":"${framework}"`));

interface Line {
  readonly id: string;
  readonly validation: { readonly correct: number; readonly n: number };
}

/** A point's accuracy over its seeds, as the page writes it. */
function meanOf({ trials }: SweepFile, framework: string, point: string): string {
  const ids = trials.filter(({ words }) => words.startsWith(`${point} ·`)).map(({ id }) => id);
  const own = linesOf(framework)
    .map((line) => JSON.parse(line) as Line)
    .filter(({ id }) => ids.includes(id));
  const sum = own.reduce((total, { validation: { correct, n } }) => total + correct / n, 0);
  return `${((100 * sum) / own.length).toFixed(2)} %`;
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

test('a sweep goes to a cluster as a file; its results come back as points with their origin', async ({
  page,
}) => {
  test.slow();
  await page.goto(address);
  const downloading = page.waitForEvent('download');
  await button(page, 'Take it to a cluster').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('sweep.json');
  const file = JSON.parse(readFileSync(await download.path(), 'utf8')) as SweepFile;
  expect(file.trials.map(({ words }) => words)).toContain('width × ¼ · seed 2');
  // It is kept, paused, for what comes back.
  const dialog = page.getByRole('dialog', { name: 'Sweep' });
  await expect(output(page, 'Sweep progress')).toContainText('0 of 6');
  await expect(dialog).toContainText('paused');

  const add = (name: string, text: string) =>
    page
      .getByLabel('File of results')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await add('results.jsonl', `${linesOf('keras').join('\n')}\n{"id":`);
  await expect(page.getByRole('alert')).toContainText('Line 7: it is no JSON');
  await add('results.jsonl', linesOf('keras').join('\n'));
  await expect(output(page, 'Cluster')).toHaveText('6 results added.');
  await add('both.jsonl', lines.join('\n'));
  const pytorch = meanOf(file, 'pytorch', 'width × ¼');
  await expect(dialog.getByRole('img', { name: `width × ¼, PyTorch: ${pytorch}` })).toBeVisible();

  // The browser's own runs stand beside them.
  await button(page, 'Go on').click();
  await expect(output(page, 'Sweep progress')).toContainText('6 of 6', { timeout: 90_000 });
  const points = dialog.getByRole('region', { name: 'Points of the sweep' });
  await expect(points.getByRole('columnheader', { name: 'Keras' })).toBeVisible();
  await expect(points.getByRole('row', { name: /width × 1/ })).toContainText(
    meanOf(file, 'keras', 'width × 1'),
  );
  await page.reload();
  await button(page, 'Width · 6 of 6').click();
  const chart = dialog.getByRole('img', { name: /Validation accuracy against/ });
  await expect(chart.locator('.mark.keras')).toHaveCount(3);
  await expect(chart.locator('.mark.pytorch')).toHaveCount(3);
  await expect(chart.locator('.join')).toHaveCount(3);
  await expect(dialog.getByText('This browser', { exact: true }).first()).toBeVisible();
  await expectNoViolations(page);

  // And on the chart of all runs, where both axes are figures that a cluster has.
  await page.keyboard.press('Escape');
  await button(page, 'All runs, larger').click();
  const runs = page.getByRole('dialog', { name: 'Runs' });
  await expect(runs).toContainText('12 results of a cluster are not shown');
  await runs.getByRole('combobox', { name: 'Across' }).selectOption({ label: 'parameters' });
  await expect(runs.locator('figure .runs-cross[transform]')).toHaveCount(12);
  await runs.getByText('The chart as a table').click();
  const table = runs.getByRole('table', { name: /chart as a table/ });
  await expect(table.getByRole('row')).toHaveCount(1 + 6 + 12);
  await expect(table.getByRole('row', { name: /PyTorch on a cluster/ }).first()).toContainText('±');
  await expectNoViolations(page);
  if (process.env['SHOTS'])
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: `build/shots/cluster-${scheme}-${width}.png` });
      }
});
