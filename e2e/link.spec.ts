import { defaultsOf } from '../src/core/fields.ts';
import { createStep } from '../src/core/techniques/index.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import { encodeLink } from '../src/share/encode.ts';
import { encodeSweep } from '../src/share/sweep.ts';
import { addressOf, button, expect, layers, output, presetNamed, test } from './app.ts';

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

test('a link with a part cut off opens its network, and says what is missing', async ({ page }) => {
  await page.goto('./');
  await expect(output(page, 'Parameters')).toHaveText('121,930');
  await page.goto(`${addressOf('cnn-2k')}&c=b9800.200`);
  await expect(page.getByRole('alert')).toContainText(
    /challenge.*The network of the link is open/i,
  );
  await expect(output(page, 'Parameters')).toHaveText('2,034');
  await button(page, 'Dismiss').click();
  await page.goto(`${addressOf('lenet-5')}&r=0-2-0.9a45`);
  await expect(page.getByRole('alert')).toContainText(/result.*The network of the link is open/i);
  await expect(output(page, 'Parameters')).toHaveText('61,706');
});

test('a link pasted under Share is all of what is on the page, with its sweep', async ({
  page,
}) => {
  const base = { architecture: presetNamed('cnn-2k'), setup: defaultsOf(trainingFields) };
  const compression = [createStep('fineTune')];
  await page.goto(`./#/?s=${encodeLink({ recipe: { ...base, compression } })}`);
  const sweep = { base, axes: [{ target: { kind: 'width' }, values: [0.5, 1] }] } as const;
  const code = encodeSweep({ ...sweep, kind: 'grid', count: 1, seeds: 1 }, base);
  await button(page, 'Copy link').waitFor();
  await page.goto('./#/share');
  await page
    .getByRole('textbox', { name: 'Open a link' })
    .fill(`#/?s=${encodeLink({ recipe: base })}&w=${code}`);
  await button(page, 'Open').click();
  await expect(page.getByRole('dialog', { name: 'Sweep' })).toBeVisible();
  expect(new URL(page.url()).hash).toContain(`s=${encodeLink({ recipe: base })}&`);
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
