import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
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

/** Lines as the runner writes them, about as accurate as such networks are. */
function resultsOf({ trials }: SweepFile, framework: 'keras' | 'pytorch', first: number): string {
  return trials
    .map(({ id, expect: sizes }, place) => {
      const each = first + 25 * (place % 3) + (place > 2 ? 4 : 0);
      const perClass = Array(10).fill(each);
      const score = { loss: 0.7, correct: 10 * each, n: 5000, per_class: perClass };
      return JSON.stringify({
        ...{
          format: 'sizewise.result/1',
          id,
          framework,
          status: 'finished',
          problem: null,
          ...sizes,
        },
        ...{ sizes: { float32_bytes: 4 * sizes.parameters }, seed: 1, epochs: 1, seconds: 0.4 },
        ...{
          device: 'cpu',
          versions: { numpy: '2.4.6' },
          validation: score,
          test: { ...score, n: 10_000 },
        },
      });
    })
    .join('\n');
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
  await add('results.jsonl', `${resultsOf(file, 'keras', 380)}\n{"id":`);
  await expect(page.getByRole('alert')).toContainText('Line 7: it is no JSON');
  await add('results.jsonl', resultsOf(file, 'keras', 380));
  await expect(output(page, 'Cluster')).toHaveText('6 results added.');
  await add('more.jsonl', resultsOf(file, 'pytorch', 377));
  await expect(dialog.getByRole('img', { name: /width × ¼, PyTorch: 80\.8/ })).toBeVisible();

  // The browser's own runs stand beside them.
  await button(page, 'Go on').click();
  await expect(output(page, 'Sweep progress')).toContainText('6 of 6', { timeout: 90_000 });
  const points = dialog.getByRole('region', { name: 'Points of the sweep' });
  await expect(points.getByRole('columnheader', { name: 'Keras' })).toBeVisible();
  await expect(points.getByRole('row', { name: /width × 1/ })).toContainText('86.40 %');
  await page.reload();
  await button(page, 'Width · 6 of 6').click();
  const chart = dialog.getByRole('img', { name: /Validation accuracy against/ });
  await expect(chart.locator('.mark.keras')).toHaveCount(3);
  await expect(chart.locator('.mark.pytorch')).toHaveCount(3);
  await expect(chart.locator('.join')).toHaveCount(3);
  await expect(dialog.getByText('This browser', { exact: true }).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  if (process.env['SHOTS'])
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: `build/shots/cluster-${scheme}-${width}.png` });
      }
});
