import type { Page } from '@playwright/test';
import { addressOf, button, expect, output, region, test, trainToEnd } from './app.ts';
import { digitStrokes, type StrokePoint } from './digit-strokes.ts';

const pad = (page: Page) => page.getByRole('application', { name: /Drawing pad/ });

async function draw(page: Page, strokes: readonly (readonly StrokePoint[])[]): Promise<void> {
  const box = await pad(page).boundingBox();
  if (box === null) throw new Error('the pad is not on the page');
  for (const stroke of strokes) {
    for (const [index, [x, y]] of stroke.entries()) {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      if (index === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
}

test('ten drawn digits are read, at least eight of them right; keys draw too', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(addressOf('reference-cnn', { epochs: 1 }));
  await trainToEnd(page, 200_000);
  await button(page, 'Draw a digit').click();
  let right = 0;
  for (const [digit, strokes] of digitStrokes.entries()) {
    await draw(page, strokes);
    await expect(output(page, 'Answer')).not.toHaveText('–');
    await expect(page.locator('[aria-busy]')).toHaveAttribute('aria-busy', 'false');
    if ((await output(page, 'Answer').textContent()) === String(digit)) right++;
    await button(page, 'Clear').click();
    await expect(output(page, 'Answer')).toHaveText('–');
  }
  expect(right).toBeGreaterThanOrEqual(8);

  await pad(page).focus();
  await page.keyboard.press('Space');
  for (let step = 0; step < 9; step++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(output(page, 'Answer')).toHaveText('1');
});

test('a cell of the confusion matrix leads to its images, wrong or right', async ({ page }) => {
  await page.goto(addressOf('mlp-784-128-10', { epochs: 1, trainingImages: 5000 }));
  await trainToEnd(page);
  await region(page, 'Results')
    .getByRole('button', { name: /^3 read as 3:/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Confusion matrix' });
  const digits = dialog.getByRole('list', { name: 'Digits' }).getByRole('img');
  await expect(digits.first()).toHaveAccessibleName(/a 3 read as 3/);
  await dialog.getByRole('button', { name: /^3 read as 3:/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading', { name: /^3 read as 5/ })).toBeVisible();
  await expect(digits.first()).toHaveAccessibleName(/a 3 read as 5/);
});
