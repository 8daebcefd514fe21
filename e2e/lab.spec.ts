import { button, expect, region, test } from './app.ts';

test('double descent: the curve is drawn, its peak lies where there are as many features as images', async ({
  page,
}) => {
  await page.goto('./#/lab');
  const exhibit = region(page, 'Double descent');
  await exhibit.getByLabel('Training images').selectOption('200');
  await button(page, 'Draw the curve').click();
  await expect(exhibit).toContainText('worst 200 features', { timeout: 60_000 });
  await expect(exhibit.getByRole('img', { name: /200 features: training 0\.0 %/ })).toBeVisible();
});

test('choosing on the test set: the best of fifty equal networks looks better than it is', async ({
  page,
}) => {
  await page.goto('./#/lab');
  const exhibit = region(page, 'Choosing on the test set');
  await expect(exhibit).toContainText(/reports 99\.[2-4]\d %, which no network here is worth/);
  await button(page, 'Draw again').click();
  await expect(exhibit).toContainText(/reports 99\.[1-4]\d %, which no network here is worth/);
});
