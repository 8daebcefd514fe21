import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Download, Page } from '@playwright/test';
import { addressOf, expect, region, test, trainToEnd } from './app.ts';

const quick = { epochs: 1, trainingImages: 2000 };

async function save(page: Page, label: string): Promise<Download> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save as ${label}`, exact: true }).click();
  return await saved;
}

const bytesOf = async (download: Download): Promise<Buffer> => readFile(await download.path());

test('a finished run leaves as a file of other tools, and its recipe as a program', async ({
  page,
}) => {
  test.slow();
  await page.goto(addressOf('cnn-2k', quick));
  await trainToEnd(page);
  await region(page, 'Results').getByRole('button', { name: 'Formats and code' }).click();
  const view = page.getByRole('dialog', { name: 'Files' });

  const keras = await save(page, 'Keras 3');
  expect(keras.suggestedFilename()).toMatch(/\.keras$/);
  expect((await bytesOf(keras)).subarray(0, 2).toString()).toBe('PK');
  await expect(view.getByRole('status', { name: 'Size of Keras 3' })).toContainText('saved');
  const tflite = await bytesOf(await save(page, 'TFLite, float32'));
  expect(tflite.subarray(4, 8).toString()).toBe('TFL3');
  const onnx = await bytesOf(await save(page, 'ONNX float32'));
  expect(onnx.includes('conv2d/kernel')).toBe(true);
  const pytorch = await bytesOf(await save(page, 'PyTorch state_dict'));
  expect(pytorch.includes('conv2d.weight')).toBe(true);

  await expect(view.getByRole('button', { name: 'Save as TFLite, int8' })).toBeDisabled();
  await expect(
    view.getByText(/^This needs a run that was quantized to int8/).first(),
  ).toBeVisible();

  const program = view.getByRole('region', { name: 'Program' });
  await expect(program).toContainText('import keras');
  await view.getByRole('radio', { name: 'PyTorch program' }).check();
  await expect(program).toContainText('nn.Module');
  const saved = page.waitForEvent('download');
  await view.getByRole('button', { name: 'Save the code' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.py$/);

  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
