import type { Page } from '@playwright/test';
import type { Challenge } from '../src/core/challenges.ts';
import { defaultsOf } from '../src/core/fields.ts';
import type { Recipe } from '../src/core/recipe.ts';
import { createStep } from '../src/core/techniques/index.ts';
import { trainingFields } from '../src/core/training-setup.ts';
import { pinnedEngineVersion } from '../src/engine/contract/pinned-runs.ts';
import { encodeChallenge } from '../src/share/challenge-code.ts';
import { decodeClaim, encodeClaim } from '../src/share/claim.ts';
import { decodeLink } from '../src/share/decode.ts';
import { encodeLink, parseHash } from '../src/share/encode.ts';
import { addressOf, button, expect, output, presetNamed, region, test, trainToEnd } from './app.ts';

const challenge: Challenge = {
  title: 'Class 5b <b>in the small</b>',
  ...{ accuracy: 0.2, metric: 'fileBytes', most: 20_000 },
};

async function openView(page: Page, name: string): Promise<void> {
  await page.evaluate((view) => {
    location.hash = `#/${view}`;
  }, name);
  await expect(page.getByRole('dialog')).toBeVisible();
}

/** The link of the opened challenge's best run. */
async function copyResult(page: Page): Promise<string> {
  await openView(page, 'challenges');
  const card = page.getByRole('article', { name: challenge.title });
  await expect(card).toContainText('✓ Met');
  await card.getByRole('button', { name: 'Copy result link' }).click();
  const link = await card.getByRole('textbox', { name: /^Result link of / }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

/** The same link with more right answers than it had. */
function forge(link: string): string {
  const { s, r } = parseHash(link.slice(link.indexOf('#')));
  const decoded = decodeLink(s ?? '');
  const claim = decoded.ok ? decodeClaim(r ?? '', decoded.state.recipe) : null;
  if (claim?.result == null || r === null) throw new Error(`no claim in ${link}`);
  return link.replace(r, encodeClaim({ ...claim, result: { ...claim.result, correct: 9990 } }));
}

test("a teacher's challenge is met, and the board tells the true result from the forged", async ({
  page,
}) => {
  test.slow();
  const setup = { epochs: 2, trainingImages: 1000, learningRate: 0.01, batchSize: 16 };
  await page.goto(`${addressOf('cnn-2k', setup)}&c=${encodeChallenge(challenge)}`);
  const line = region(page, 'Challenge');
  await expect(line).toContainText(`${challenge.title}: ≥ 20 % in at most 20 KB`);
  await trainToEnd(page);
  await expect(line).toContainText('✓ Met');
  const link = await copyResult(page);
  expect(link).toContain('&c=');

  await openView(page, 'board');
  const board = page.getByRole('dialog');
  const pasted = [`Ada: ${link}`, 'no link at all', `Eve: ${forge(link)}`, link.slice(0, -40)];
  await board.getByRole('textbox', { name: /Result links/ }).fill(pasted.join('\n'));
  await board.getByRole('button', { name: 'Read the links' }).click();
  await expect(board.getByRole('listitem')).toHaveText(['Line 2: No link is on this line']);
  const rows = board.getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(2)).toContainText('99.90 %');
  await board.getByRole('button', { name: 'Re-run all' }).click();
  await expect(rows.nth(1)).toContainText('✓ Reproduced exactly', { timeout: 60_000 });
  await expect(rows.nth(2)).toContainText('✗ False figures');
  await expect(rows.nth(2)).toContainText('It claims 99.90 %');
  await expect(rows.nth(3)).toContainText('the same link as line 1');
  await expect(board.getByRole('button', { name: 'Re-run all' })).toBeDisabled();
});

test("a compressed network's result link says what it claims, and re-runs all of it", async ({
  page,
  browser,
}) => {
  test.slow();
  const recipe: Recipe = {
    architecture: presetNamed('cnn-2k'),
    setup: { ...defaultsOf(trainingFields), epochs: 1, trainingImages: 500 },
    compression: [createStep('quantize', {})],
  };
  const boast = { correct: 9990, n: 10_000, fileBytes: 904 };
  const claim = { ...{ recipe: '', engineVersion: pinnedEngineVersion }, hash: '0123456789abcdef' };
  const address = `./#/?s=${encodeLink({ recipe })}&r=${encodeClaim({ ...claim, result: boast })}`;
  const results = region(page, 'Results');
  await page.goto(address);
  await expect(page.getByText('This link claims 99.90 %')).toBeVisible();
  await button(page, 'Re-run to verify').click();
  await expect(results).toContainText("Not bit for bit the link's run", { timeout: 60_000 });
  await expect(results).toContainText('It claims 99.90 % and 904 B, and the re-run has');
  await expect(page.getByText('This link claims 99.90 %')).toHaveCount(0);

  await openView(page, 'share');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').check();
  const link = await dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  const profile = await browser.newContext();
  const visitor = await profile.newPage();
  await visitor.goto(link);
  await button(visitor, 'Re-run to verify').click();
  await expect(region(visitor, 'Results')).toContainText('Reproduced exactly', { timeout: 60_000 });
  await openView(visitor, 'challenges');
  await expect(visitor.getByRole('article', { name: 'The smallest file' })).toContainText(
    'No run of yours counts yet.',
  );
  await profile.close();
});

test('a damaged challenge says so, and the line can be hidden for good', async ({ page }) => {
  await page.goto(`${addressOf('cnn-2k')}&c=b9800.20000.U21hbGw.00000`);
  await expect(page.getByRole('alert')).toContainText('The challenge in this link is damaged');
  await expect(output(page, 'Parameters')).toHaveText('2,034');
  await expect(region(page, 'Challenge')).toContainText('≥ 98 % in at most 20 KB');
  await button(page, 'Hide the challenge').click();
  await page.reload();
  await expect(output(page, 'Parameters')).toHaveText('2,034');
  await expect(region(page, 'Challenge')).toHaveCount(0);
});

test('an own budget judges the network, travels in the link, and goes', async ({
  page,
  browser,
}) => {
  await page.goto(addressOf('cnn-2k'));
  await button(page, 'Where does it fit?').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('article', { name: 'Download on 3G' })).toContainText('✓ Fits');
  await dialog.getByRole('button', { name: '+ Budget of your own' }).click();
  await dialog.getByLabel('Name').fill('Badge');
  await dialog.getByLabel('Stored bytes, at most').fill('4');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const badge = dialog.getByRole('article', { name: 'Badge' });
  await expect(badge).toContainText('✗ Does not fit');
  await expect(badge).toContainText('Decided by stored bytes');
  await expect.poll(() => page.url()).toContain('&b=');

  const profile = await browser.newContext();
  const other = await profile.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('article', { name: 'Badge' })).toContainText('✗ Does not fit');
  await profile.close();

  await dialog.getByRole('button', { name: 'Edit Badge' }).click();
  await dialog.getByLabel('Stored bytes, at most').fill('40');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(badge).toContainText('✓ Fits');
  await dialog.getByRole('button', { name: 'Delete Badge' }).click();
  await expect(badge).toHaveCount(0);
  await expect.poll(() => page.url()).not.toContain('&b=');
});
