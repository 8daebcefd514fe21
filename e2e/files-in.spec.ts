import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { button, expect, output, region, test } from './app.ts';

interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Drags files over the page, and lets them fall where asked. */
async function drag(page: Page, files: readonly Dropped[], events: readonly string[]) {
  const contents = files.map(({ name, bytes }) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, contents);
  for (const event of events) await page.dispatchEvent('main', event, { dataTransfer });
}

const keras = readFileSync('src/import/fixtures/cnn.keras');

test('a model of Keras that is dropped on the page is a run; a broken one says why', async ({
  page,
}) => {
  test.slow();
  await page.goto('./');
  const notices = page.locator('.notices');
  const runs = region(page, 'Runs');

  await drag(page, [{ name: 'cnn.keras', bytes: keras }], ['dragover']);
  await expect(page.getByText('Drop a trained network')).toBeVisible();
  await drag(page, [{ name: 'cut.keras', bytes: keras.subarray(0, 20_000) }], ['drop']);
  await expect(page.getByText('Drop a trained network')).toBeHidden();
  await expect(notices.getByRole('alert')).toHaveText(
    /cut.keras was not opened. The zip file is damaged or cut short. Nothing was changed./,
  );
  await expect(output(page, 'Test accuracy')).toHaveText('–');
  const axe = await new AxeBuilder({ page }).include('.notices').analyze();
  expect(axe.violations).toEqual([]);
  await button(page, 'Dismiss').click();

  await drag(page, [{ name: 'cnn.keras', bytes: keras }], ['dragover', 'drop']);
  await expect(notices).toContainText(/Opened as the run cnn: \d\d\.\d\d %/, { timeout: 60_000 });
  await expect(output(page, 'Test accuracy')).toContainText('%');
  await expect(region(page, 'Results')).toContainText('come from the file cnn.keras (Keras)');
  await expect(runs.getByRole('row', { name: /cnn/ })).toBeVisible();

  const bench = region(page, 'Make it smaller');
  await button(page, 'int8').click();
  await bench.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(runs.locator('.runs-point.variant')).toHaveCount(1, { timeout: 60_000 });
});
