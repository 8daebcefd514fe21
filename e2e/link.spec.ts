import { addressOf, button, expect, layers, output, test } from './app.ts';

test('a link brings exactly the same network and setup', async ({ page, context }) => {
  await page.goto(addressOf('lenet-5', { batchSize: 32, seed: 7 }));
  await expect(output(page, 'Parameters')).toHaveText('61,706');
  const address = page.url();
  expect(address.length).toBeLessThanOrEqual(200);
  const other = await context.newPage();
  await other.goto(address);
  await expect(output(other, 'Parameters')).toHaveText('61,706');
  await expect(layers(other)).toHaveCount(await layers(page).count());
  expect(other.url()).toBe(address);
});

test('back and forward walk through presets', async ({ page }) => {
  await page.goto('./');
  await expect(output(page, 'Parameters')).toHaveText('121,930');
  await page.getByRole('combobox', { name: 'Preset' }).selectOption({ label: 'MLP 784-128-10' });
  await expect(output(page, 'Parameters')).toHaveText('101,770');
  await page.goBack();
  await expect(output(page, 'Parameters')).toHaveText('121,930');
  await page.goForward();
  await expect(output(page, 'Parameters')).toHaveText('101,770');
});

test('an address pasted into the open page opens there', async ({ page }) => {
  await page.goto('./');
  await page.goto(addressOf('lenet-300-100'));
  await expect(output(page, 'Parameters')).toHaveText('266,610');
  await button(page, 'Undo').click();
  await expect(output(page, 'Parameters')).toHaveText('121,930');
});

test.describe('a bad link says so and changes nothing', () => {
  const bad: readonly [name: string, s: string][] = [
    ['random text', 'v1.!!not-a-link!!'],
    ['an old version', 'v0.abcdef'],
    ['a version to come', 'v9.abcdef'],
    ['a megabyte', `v1.${'x'.repeat(1_000_000)}`],
    ['__proto__', 'v1.__proto__-constructor'],
    ['markup', 'v1.<img src=x onerror=alert(1)>'],
  ];
  for (const [name, s] of bad)
    test(name, async ({ page }) => {
      await page.goto(addressOf('cnn-2k'));
      await expect(output(page, 'Parameters')).toHaveText('2,034');
      await page.evaluate((text) => {
        location.hash = `#/?s=${encodeURIComponent(text)}`;
      }, s);
      await expect(page.getByRole('alert')).toContainText(/link/i);
      await expect(output(page, 'Parameters')).toHaveText('2,034');
      await expect(button(page, 'Train')).toBeEnabled();
    });
});
