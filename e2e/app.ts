import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { defaultsOf } from '../src/core/fields.ts';
import { presets } from '../src/core/presets.ts';
import type { Architecture, Recipe } from '../src/core/recipe.ts';
import { type TrainingSetup, trainingFields } from '../src/core/training-setup.ts';
import { encodeLink } from '../src/share/encode.ts';

/** Every story also fails on a console error, and on any request that leaves the page's own origin. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page, baseURL }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.origin !== new URL(baseURL ?? '').origin)
          complaints.push(`request to ${url.origin}`);
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

export const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true });
export const output = (page: Page, name: string): Locator =>
  page.getByRole('status', { name, exact: true });
export const region = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true });
export const layers = (page: Page): Locator =>
  page.getByRole('list', { name: 'Layers' }).getByRole('listitem');

export function presetNamed(id: string): Architecture {
  const preset = presets.find((candidate) => candidate.id === id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return preset.architecture;
}

/** The address of a recipe: a network, and what of the setup differs from the defaults. */
export function addressOfNetwork(
  architecture: Architecture,
  setup: Partial<TrainingSetup> = {},
): string {
  const recipe: Recipe = { architecture, setup: { ...defaultsOf(trainingFields), ...setup } };
  return `./#/?s=${encodeLink({ recipe })}`;
}

/** The same, of a preset's network. */
export const addressOf = (presetId: string, setup: Partial<TrainingSetup> = {}): string =>
  addressOfNetwork(presetNamed(presetId), setup);

/** The number in an output: `98.6 %` is 98.6. */
export async function numberIn(locator: Locator): Promise<number> {
  return Number.parseFloat(((await locator.textContent()) ?? '').replaceAll(',', ''));
}

/** Presses Train and waits until the run is over and its test accuracy stands there. */
export async function trainToEnd(page: Page, timeout = 120_000): Promise<void> {
  // Looked for at every frame: a short run is over between two looks of `expect`.
  const begun = page.waitForFunction(() =>
    [...document.querySelectorAll('button')].some(
      ({ textContent }) => textContent.trim() === 'Pause',
    ),
  );
  await button(page, 'Train').click();
  await begun;
  await expect(button(page, 'Train')).toBeVisible({ timeout });
  await expect(output(page, 'Test accuracy')).toContainText('%');
}
