import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { addressOf, button, expect, output, region, test, trainToEnd } from './app.ts';

const quick = { epochs: 1, trainingImages: 2000 };

/** What axe finds on the bench or in its view, by all its rules or by some; the rest of the page has a story of its own. */
async function violations(
  page: Page,
  within: '.CompressPanel' | 'dialog',
  rules: readonly string[] = [],
): Promise<unknown[]> {
  const axe = new AxeBuilder({ page }).include(within);
  const result = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
  return result.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}

/** Adds a step by the keyboard alone. */
async function addStep(page: Page, name: RegExp): Promise<void> {
  await region(page, 'Make it smaller').getByText('Add step').focus();
  await page.keyboard.press('Enter');
  await region(page, 'Make it smaller').getByRole('button', { name }).focus();
  await page.keyboard.press('Enter');
}

test('from a finished run to a variant by keyboard, and read before and after', async ({
  page,
}) => {
  test.slow();
  await page.goto(addressOf('cnn-2k', quick));
  const bench = region(page, 'Make it smaller');
  const runs = region(page, 'Runs');
  await expect(bench.getByRole('button', { name: 'Apply', exact: true })).toBeDisabled();
  await trainToEnd(page);
  await addStep(page, /^Train on/);
  await expect(bench.getByRole('button', { name: 'Train on (control), step 1' })).toBeVisible();
  await bench.getByRole('button', { name: 'Apply', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(runs.getByRole('row')).toHaveCount(3);
  await expect(runs.locator('.runs-point.variant')).toHaveCount(1);
  await expect(runs.locator('.runs-arrows .arrow')).toHaveCount(1);
  await expect(output(page, 'Variant accuracy')).toContainText('%');

  await bench.getByText('One cold call, or an honest latency?').click();
  await expect(bench.getByRole('row', { name: /The article's: one cold call/ })).toContainText('×');
  await bench.getByText('Do zeros make it faster?').click();
  await bench.getByRole('button', { name: 'Measure the crossover' }).click();
  await expect(bench.getByRole('img', { name: /^Time of dense at batch 1/ })).toBeVisible();
  await expect(bench.getByText(/^In this network 0.0 % of dense is zero/)).toBeVisible();
  expect(await violations(page, '.CompressPanel')).toEqual([]);

  await bench.getByRole('button', { name: 'Before and after' }).focus();
  await page.keyboard.press('Enter');
  const view = page.getByRole('dialog');
  await expect(view.getByRole('row', { name: /^Test accuracy/ })).toContainText('±');
  await expect(view.getByRole('row', { name: /^Digits that changed/ })).toContainText('p =');
  await expect(view.getByRole('list', { name: 'Digits with another answer' })).toBeVisible();
  await view.getByRole('button', { name: 'Measure both' }).click();
  await expect(view.getByRole('row', { name: /one cold call/ })).toContainText('×');
  await view.getByRole('button', { name: 'Show the weights' }).click();
  await expect(view.getByRole('list', { name: 'Kernels' })).toBeVisible();
  expect(await violations(page, 'dialog')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page, 'dialog', ['color-contrast'])).toEqual([]);
  await page.keyboard.press('Escape');

  await button(page, 'Restart').click();
  await expect(runs.getByRole('row')).toHaveCount(4);
  await expect(runs.locator('.runs-point.variant')).toHaveCount(2);

  await page.reload();
  await expect(bench.getByRole('button', { name: 'Train on (control), step 1' })).toBeVisible();
  await expect(output(page, 'Variant accuracy')).toContainText('%');
});

test('a step that cannot be applied says why, and undo takes it back', async ({ page }) => {
  await page.goto(addressOf('cnn-2k', quick));
  const bench = region(page, 'Make it smaller');
  await button(page, 'Deep Compression').click();
  await expect(bench.getByRole('listitem')).toHaveCount(3);
  await expect(page).toHaveURL(/-zp/);
  await button(page, 'Huffman-code the file, step 3').click();
  await button(page, 'Move step 3 up').click();
  await expect(bench.getByText(/there is nothing to code/)).toBeVisible();
  await expect(bench.getByRole('button', { name: 'Apply', exact: true })).toBeDisabled();
  await button(page, 'Undo').click();
  await expect(bench.getByText(/there is nothing to code/)).toHaveCount(0);
});

test('a cancelled compression leaves the run as it was', async ({ page }) => {
  test.slow();
  await page.goto(addressOf('cnn-2k', quick));
  await trainToEnd(page);
  const bench = region(page, 'Make it smaller');
  await addStep(page, /^Train on/);
  await bench.getByRole('button', { name: 'Train on (control), step 1' }).click();
  await bench.getByRole('textbox', { name: 'Fine-tuning epochs' }).fill('50');
  await bench.getByRole('button', { name: 'Apply', exact: true }).click();
  await bench.getByRole('button', { name: 'Cancel' }).click();
  await expect(bench.getByRole('button', { name: 'Apply', exact: true })).toBeEnabled();
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(2);
  await expect(output(page, 'Test accuracy')).toContainText('%');
});

async function expectNothingCutOff(page: Page): Promise<void> {
  for (const selector of ['html', 'dialog']) {
    const overflow = await page
      .locator(selector)
      .evaluate((element) => element.scrollWidth - element.clientWidth);
    expect([selector, overflow]).toEqual([selector, 0]);
  }
}

test('phone width: the bench and its view are not cut off, rounding layer by layer', async ({
  page,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(addressOf('cnn-2k', quick));
  await trainToEnd(page);
  await button(page, 'int8').click();
  const bench = region(page, 'Make it smaller');
  await bench.getByRole('button', { name: 'Apply', exact: true }).click();
  await bench.getByRole('button', { name: 'Before and after' }).click();
  const view = page.getByRole('dialog');
  await view.getByRole('button', { name: 'Show the rounding' }).click();
  await expect(view.getByRole('row', { name: /^conv2d / })).toContainText('dB');
  await expect(view.getByText('zero point −128').first()).toBeVisible();
  await expectNothingCutOff(page);
  expect(await violations(page, 'dialog')).toEqual([]);
});

test('a student stands beside its teacher, its control and the article’s version', async ({
  page,
}) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(addressOf('cnn-2k', quick));
  await trainToEnd(page);
  await page.getByText('Setup', { exact: true }).click();
  await page.getByText('Teacher', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Teacher' }).selectOption({ index: 1 });
  // Else its control would be its teacher.
  await page.getByRole('textbox', { name: 'Batch size' }).fill('32');
  await trainToEnd(page);
  const runs = region(page, 'Runs');
  await expect(runs.getByRole('row')).toHaveCount(4, { timeout: 60_000 });
  const bench = region(page, 'Make it smaller');
  await expect(output(page, 'Agreement with the teacher')).toContainText('%');
  await bench.getByRole('button', { name: 'Student, teacher and control' }).click();
  const view = page.getByRole('dialog');
  await expect(view.getByRole('row', { name: /^Same answer as the teacher/ })).toContainText('±');
  await expect(view.getByRole('img', { name: /^Validation accuracy by epoch/ })).toBeVisible();
  await view.getByRole('button', { name: "Run the article's version" }).click();
  await expect(view.getByRole('row', { name: /an untrained teacher/ })).toContainText('−');
  await expectNothingCutOff(page);
  expect(await violations(page, 'dialog')).toEqual([]);
});
