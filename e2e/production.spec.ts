import AxeBuilder from '@axe-core/playwright';
import { defaultsOf } from '../src/core/fields.ts';
import { createLayer } from '../src/core/layers/index.ts';
import { createStep } from '../src/core/techniques/index.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import { encodeLink } from '../src/share/encode.ts';
import { expect, output, region, test, trainToEnd } from './app.ts';

const recipe = {
  architecture: [
    createLayer('conv2d', 'l1', { filters: 4, strides: 2, activation: 'relu' }),
    createLayer('flatten', 'l2'),
    createLayer('dense', 'l3', { units: 10 }),
  ],
  setup: { ...defaultsOf(trainingFields), epochs: 1, trainingImages: 2000 },
  compression: [createStep('quantize')],
};

test('a run and its int8 variant, measured in the runtimes that others ship', async ({ page }) => {
  test.slow();
  await page.goto(`./#/?s=${encodeLink({ recipe })}`);
  await trainToEnd(page);
  await region(page, 'Make it smaller').getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(output(page, 'Variant accuracy')).toContainText('%');

  await page.evaluate(() => {
    location.hash = '#/files';
  });
  const view = page.getByRole('region', { name: 'In a production runtime' });
  const measure = view.getByRole('button', { name: 'Measure in a production runtime' });
  await measure.click();
  await view.getByRole('button', { name: 'Cancel' }).click();
  await expect(view.getByRole('row')).toHaveCount(0);
  await measure.click();
  await expect(view.getByRole('button', { name: 'Measure again' })).toBeVisible({
    timeout: 120_000,
  });

  const accuracyOf = (row: RegExp) =>
    view.getByRole('row', { name: row }).getByRole('cell').nth(3).textContent();
  const own = await accuracyOf(/^Sizewise.* Float32/);
  expect(own).toMatch(/^\d\d\.\d\d % ± \d\.\d\d$/);
  // The same network in another's arithmetic: the same answers.
  expect(await accuracyOf(/^ONNX Runtime Web Float32/)).toBe(own);
  await expect(view.getByRole('row', { name: /^ONNX Runtime Web Int8/ })).toContainText(' ms');
  await expect(view.getByRole('row', { name: /^ONNX Runtime Web Float32/ })).toContainText('MB');
  expect(await accuracyOf(/^LiteRT.js Float32/)).toBe(own);
  await expect(view.getByRole('row', { name: /^LiteRT.js Int8/ })).toContainText(' ms');
  const { violations } = await new AxeBuilder({ page }).include('.ProductionRuntimes').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
