import type { Page } from '@playwright/test';
import { addressOf, button, expect, layers, output, test } from './app.ts';

const preset = (page: Page) => page.getByRole('combobox', { name: 'Preset' });
const layerNames = (page: Page) => page.getByRole('button', { name: /, layer \d+$/ });
const layer = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Adds a layer from the palette; `name` is the start of its entry. */
async function add(page: Page, name: RegExp): Promise<void> {
  await button(page, 'Add layer').click();
  await page.locator('#palette').getByRole('button', { name }).click();
}

test('an MLP is built from an empty network', async ({ page }) => {
  await page.goto('./');
  await preset(page).selectOption({ label: 'Empty network' });
  await expect(page.getByText('Start from a preset or add a layer')).toBeVisible();
  await expect(button(page, 'Train')).toBeDisabled();
  await expect(output(page, 'Parameters')).toHaveText('–');
  await add(page, /^Flatten/);
  await add(page, /^Dense/);
  await expect(layer(page, 'Dense, layer 2')).toBeFocused();
  await page.getByRole('textbox', { name: 'Units' }).fill('128');
  await page.getByRole('combobox', { name: 'Activation' }).selectOption({ label: 'ReLU' });
  await button(page, 'Add Dense 10').or(button(page, 'Give the last layer 10 units')).waitFor();
  await add(page, /^Dense/);
  await button(page, 'Give the last layer 10 units').click();
  await expect(output(page, 'Parameters')).toHaveText('101,770');
  await expect(preset(page).locator(':checked')).toHaveText('MLP 784-128-10');
  await expect(button(page, 'Train')).toBeEnabled();
});

test('a broken network says why on its row, and the fix mends it', async ({ page }) => {
  await page.goto('./');
  await button(page, 'Delete layer 5').focus();
  await page.keyboard.press('Enter');
  const row = layers(page).filter({ has: layer(page, 'Dense, layer 5') });
  await expect(row).toContainText('Dense needs a list of numbers, but gets 5×5×64');
  await expect(layers(page).last()).toContainText('waits for the row above');
  await expect(button(page, 'Train')).toBeDisabled();
  await button(page, 'Put Flatten before it').click();
  await expect(output(page, 'Parameters')).toHaveText('121,930');
  await expect(button(page, 'Train')).toBeEnabled();
});

test('one way of a slider is one step of undo', async ({ page }) => {
  await page.goto('./');
  await expect(button(page, 'Undo')).toBeDisabled();
  await layer(page, 'Conv2D, layer 1').click();
  await page.getByRole('slider', { name: 'Filters slider' }).focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('textbox', { name: 'Filters' })).toHaveValue('12');
  await expect(output(page, 'Parameters')).not.toHaveText('121,930');
  await button(page, 'Undo').click();
  await expect(output(page, 'Parameters')).toHaveText('121,930');
  await expect(button(page, 'Undo')).toBeDisabled();
  await button(page, 'Redo').click();
  await expect(page.getByRole('textbox', { name: 'Filters' })).toHaveValue('12');
});

test('a typed number out of bounds is refused in words', async ({ page }) => {
  await page.goto('./');
  await layer(page, 'Conv2D, layer 1').click();
  await page.getByRole('textbox', { name: 'Filters' }).fill('1000000');
  await expect(page.getByText('A whole number from 1 to 512')).toBeVisible();
  await expect(output(page, 'Parameters')).toHaveText('121,930');
});

test('layers are reordered by keyboard, and the focus stays', async ({ page }) => {
  await page.goto('./');
  await button(page, 'Drag layer 1').focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('Layer is over place 1 of 7')).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('Layer is over place 2 of 7')).toBeAttached();
  await page.keyboard.press('Space');
  await expect(layerNames(page).first()).toHaveText('MaxPooling2D');
  await expect(button(page, 'Drag layer 2')).toBeFocused();
  await button(page, 'Move layer 2 up').focus();
  await page.keyboard.press('Enter');
  await expect(layerNames(page).first()).toHaveText('Conv2D');
  await expect(button(page, 'Move layer 1 up')).toBeFocused();
});

test('a layer is dragged to another place', async ({ page }) => {
  await page.goto('./');
  const from = await button(page, 'Drag layer 2').boundingBox();
  const to = await button(page, 'Drag layer 1').boundingBox();
  if (from === null || to === null) throw new Error('the grips must be on screen');
  await page.mouse.move(from.x + 8, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 8, to.y + 10, { steps: 10 });
  await page.mouse.up();
  await expect(layerNames(page).first()).toHaveText('MaxPooling2D');
});

test('the palette opens with the keyboard and Escape gives the focus back', async ({ page }) => {
  await page.goto('./');
  await button(page, 'Add layer').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#palette').getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('#palette')).toHaveCount(0);
  await expect(button(page, 'Add layer')).toBeFocused();
});

test('edits leave a running training alone, and the page says so', async ({ page }) => {
  await page.goto(addressOf('cnn-2k', { epochs: 20 }));
  await button(page, 'Train').click();
  await expect(button(page, 'Pause')).toBeVisible();
  await expect(page.getByText('Training goes on with the network')).toHaveCount(0);
  await button(page, 'Duplicate layer 1').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Training goes on with the network as it was')).toBeVisible();
  await button(page, 'Undo').click();
  await expect(page.getByText('Training goes on with the network')).toHaveCount(0);
  await button(page, 'Stop').click();
  await expect(button(page, 'Train')).toBeEnabled({ timeout: 60_000 });
});

test('the summary names layers as Keras does and adds up', async ({ page }) => {
  await page.goto('./');
  await button(page, 'Summary').click();
  const table = page.getByRole('dialog', { name: 'Summary' }).getByRole('table');
  await expect(table.getByRole('rowheader')).toHaveText([
    'conv2d',
    'max_pooling2d',
    'conv2d_1',
    'max_pooling2d_1',
    'flatten',
    'dense',
    'dense_1',
    'Total',
  ]);
  await expect(table.getByRole('row').last()).toContainText('2,528,000');
  await page.goBack();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button(page, 'Summary')).toBeFocused();
});
