import { addressOf, button, expect, region, test, trainToEnd } from './app.ts';

test('a lab report is filled in and printed on four pages at most', async ({ page }) => {
  for (const seed of [1, 2]) {
    await page.goto(addressOf('mlp-784-128-10', { trainingImages: 1000, epochs: 1, seed }));
    await trainToEnd(page);
  }
  await page.goto('./#/report');
  await page.getByLabel('Who, when, and what was found').fill('The second seed is as good.');
  await expect(region(page, 'Runs of the report').getByRole('row')).toHaveCount(3);
  await expect(region(page, 'Links').getByRole('img', { name: 'QR code' })).toHaveCount(2);
  await expect(button(page, 'Print, or save as PDF')).toBeVisible();
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.length).toBeLessThanOrEqual(4);
});
