import { pinnedEngineVersion, pinnedRuns } from '../src/engine/contract/pinned-runs.ts';
import { addressOf, button, expect, output, region, test, trainToEnd } from './app.ts';

const version = pinnedEngineVersion.replaceAll('.', '-');

for (const { presetId, setup, hash } of pinnedRuns)
  test(`${presetId} comes to the bits that it has in Node, on all threads of this machine`, async ({
    page,
  }) => {
    await page.goto(`${addressOf(presetId, setup)}&r=${version}.${hash.slice(0, 16)}`);
    await trainToEnd(page);
    await expect(region(page, 'Results')).toContainText('Reproduced exactly');
  });

test('a link with another fingerprint is told apart, and an edit drops the claim', async ({
  page,
}) => {
  const [pinned] = pinnedRuns;
  if (pinned === undefined) throw new Error('a run is pinned');
  await page.goto(`${addressOf(pinned.presetId, pinned.setup)}&r=${version}.0123456789abcdef`);
  await trainToEnd(page);
  await expect(region(page, 'Results')).toContainText("Not bit for bit the link's run");
  expect(page.url()).toContain('&r=');
  await button(page, 'Duplicate layer 1').focus();
  await page.keyboard.press('Enter');
  await expect(output(page, 'Parameters')).not.toHaveText('2,034');
  await expect.poll(() => page.url()).not.toContain('&r=');
});

test('a link with the fingerprint of a run can be made, and opens as a claim', async ({ page }) => {
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 1000 }));
  await trainToEnd(page);
  await page.evaluate(() => {
    location.hash = '#/share';
  });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').check();
  const link = dialog.getByRole('textbox', { name: 'Link', exact: true });
  await expect(link).toHaveValue(/&r=\d+-\d+-\d+\.[0-9a-f]{16}\.\d+-10000-\d+\.\w{5}$/);
  const address = await link.inputValue();
  await page.keyboard.press('Escape');
  await page.goto(address);
  await button(page, 'Restart').click();
  await expect(button(page, 'Pause')).toBeVisible();
  await expect(button(page, 'Train')).toBeVisible({ timeout: 60_000 });
  await expect(region(page, 'Results')).toContainText('Reproduced exactly');
});
