import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { addressOf, button, expect, region, test, trainToEnd } from './app.ts';

const small = { trainingImages: 1000, epochs: 1 };

/** Two runs that differ in their seed alone, and the view of all runs. */
async function openTwoRuns(page: Page): Promise<void> {
  for (const seed of [1, 2]) {
    await page.goto(addressOf('mlp-784-128-10', { ...small, seed }));
    await trainToEnd(page);
  }
  await button(page, 'All runs, larger').click();
}

const rows = (page: Page) => region(page, 'Runs, in rows').getByRole('row');

test('runs are marked, found, compared, saved as a file, deleted, brought back and taken over from the file', async ({
  page,
}) => {
  await openTwoRuns(page);
  await expect(rows(page)).toHaveCount(3);
  const name =
    (await rows(page).nth(1).getByRole('rowheader').getByRole('button').textContent()) ?? '';
  await button(page, `Star ${name}`).click();
  await page.getByLabel(`Note on ${name}`).fill('to beat');
  await page.getByLabel(`Note on ${name}`).press('Tab');
  await page.getByLabel('Find runs').fill('beat');
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel('Find runs').fill('');

  await page.getByLabel('Pick all of these runs').check();
  const compared = region(page, 'The picked runs compared');
  await expect(compared).toContainText('Seed: 1 → 2');
  await expect(compared).toContainText(/answered otherwise: \d+ lost, \d+ won, p/);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Save all as a file').click(),
  ]);
  const path = await file.path();
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Save the chart as CSV').click(),
  ]);
  expect((await readFile(await csv.path(), 'utf8')).split('\r\n')).toHaveLength(4);

  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Save the chart as SVG').click(),
  ]);
  const drawn = await readFile(await picture.path(), 'utf8');
  expect(drawn).toContain('validation accuracy against file size');
  expect(drawn).toContain('none is better in both');

  const [table] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Table as JSON').click(),
  ]);
  const saved: unknown = JSON.parse(await readFile(await table.path(), 'utf8'));
  expect(saved).toHaveLength(2);
  expect(saved).toContainEqual(expect.objectContaining({ run: name, note: 'to beat' }));

  await button(page, 'Delete').click();
  await expect(rows(page)).toHaveCount(1);
  await button(page, 'Bring back').click();
  await expect(rows(page)).toHaveCount(3);
  await page.getByLabel('Pick all of these runs').check();
  await button(page, 'Delete').click();
  await expect(rows(page)).toHaveCount(1);
  await page.reload();
  await page.getByLabel('File of runs').setInputFiles(path);
  await expect(page.getByText('2 runs added.')).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(1)).toContainText('to beat');
  await expect(button(page, `Star ${name}`)).toHaveAttribute('aria-pressed', 'true');

  await page.getByLabel('File of runs').setInputFiles({
    name: 'broken.sizewise',
    mimeType: 'application/gzip',
    buffer: (await readFile(path)).subarray(0, 2000),
  });
  await expect(page.getByRole('alert')).toContainText('not a file of runs');
  await expect(rows(page)).toHaveCount(3);
});

test('side by side says what it takes, and then any two runs can be chosen there', async ({
  page,
}) => {
  await page.goto('./#/compare');
  const view = page.getByRole('dialog', { name: 'Side by side' });
  await expect(view).toContainText('that takes two runs');
  await openTwoRuns(page);
  await expect(rows(page)).toHaveCount(3);
  const names = await rows(page).getByRole('rowheader').getByRole('button').allTextContents();
  await page.evaluate(() => {
    location.hash = '#/compare';
  });
  const [second, first] = names;
  const heads = view.getByRole('table').first().getByRole('columnheader');
  await expect(heads).toHaveText([first ?? '', second ?? '']);
  await expect(view).toContainText(/\d+ lost, \d+ won/);
  await expect(view).toContainText('101,770 parameters, about the same size');
  await view.getByLabel('Second run').selectOption(first ?? '');
  await expect(view).toContainText('the same run twice');
  await view.getByLabel('First run').selectOption(second ?? '');
  await expect(heads).toHaveText([second ?? '', first ?? '']);
});

test('five thousand runs open, are drawn and walked through by keyboard', async ({ page }) => {
  await page.goto(addressOf('mlp-784-128-10', small));
  await trainToEnd(page);
  await page.evaluate(copyRun, 5000);
  await page.reload();
  await expect(button(page, 'All 5,001 runs')).toBeVisible();
  await button(page, 'All runs, larger').click();
  await expect(page.getByText('5001 runs')).toBeVisible();
  const marks = page
    .getByRole('dialog')
    .getByRole('figure', { name: /against file size, 5001 runs/ })
    .getByRole('button');
  await marks.first().focus();
  const first = await page.locator(':focus').getAttribute('data-run');
  await page.keyboard.press('End');
  await expect(page.locator(':focus')).toHaveAttribute('data-run', /./);
  await expect(page.locator(':focus')).not.toHaveAttribute('data-run', first ?? '');
  expect(await rows(page).count()).toBeLessThan(60);
});

/** In the page: the one run, so many times more, each a little larger than the last. */
async function copyRun(copies: number): Promise<void> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await done(indexedDB.open('sizewise'));
  const runs = db.transaction('runs', 'readwrite').objectStore('runs');
  const [run] = await done(runs.getAll());
  for (let copy = 1; copy <= copies; copy++) {
    const size = { ...run.size, fileBytes: run.size.fileBytes + 1000 * copy };
    runs.put({ ...run, id: `copy-${copy}`, name: `copy ${copy}`, createdAt: copy, size });
  }
  await done(runs.count());
  db.close();
}
