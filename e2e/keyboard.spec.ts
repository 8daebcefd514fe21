import type { Locator, Page } from '@playwright/test';
import { addressOf, button, expect, layers, output, test } from './app.ts';

/** Tabs on until a control has the focus: what cannot be reached fails the story. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached with 150 presses of Tab');
}

test('the whole job by keyboard alone: add a layer, train, pause, step, stop, undo', async ({
  page,
}) => {
  await page.goto(addressOf('cnn-2k'));
  await expect(layers(page)).toHaveCount(8);
  await tabTo(page, button(page, 'Add layer'));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: /^Dropout/ }));
  await page.keyboard.press('Enter');
  await expect(layers(page)).toHaveCount(9);
  await tabTo(page, button(page, 'Undo'));
  await page.keyboard.press('Enter');
  await expect(layers(page)).toHaveCount(8);

  await tabTo(page, button(page, 'Train'));
  await page.keyboard.press('Enter');
  await expect(output(page, 'Training accuracy')).toContainText('%');
  await page.keyboard.press('Enter');
  await expect(button(page, 'Resume')).toBeFocused();
  await page.keyboard.press('s');
  await page.keyboard.press('x');
  await expect(output(page, 'Test accuracy')).toContainText('%');
});

test('single keys can be switched off', async ({ page }) => {
  await page.goto('./');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  await help.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('?');
  await expect(help).toHaveCount(0);
});
