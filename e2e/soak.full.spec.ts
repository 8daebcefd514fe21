import type { Page } from '@playwright/test';
import { addressOf, button, expect, numberIn, output, region, test, trainToEnd } from './app.ts';

const memoryBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes;
  });

test('forty runs in a row, some stopped at once: all are kept, and memory does not pile up', async ({
  page,
}) => {
  await page.goto(addressOf('cnn-2k', { epochs: 1, trainingImages: 2000 }));
  let afterTen = 0;
  for (let run = 1; run <= 40; run++) {
    if (run % 4 === 0) {
      await button(page, 'Train').click();
      await button(page, 'Stop').click();
      await expect(button(page, 'Train')).toBeVisible();
    } else await trainToEnd(page);
    if (run === 10) afterTen = await memoryBytes(page);
  }
  const grown = (await memoryBytes(page)) / afterTen;
  test
    .info()
    .annotations.push({ type: 'memory after 40 runs / after 10', description: `${grown}` });
  expect(grown).toBeLessThan(1.3);
  await page.reload();
  await expect(region(page, 'Runs').getByRole('row')).toHaveCount(41);
});

test('the reference CNN at the defaults of the page reads 98.2 % of the test digits or more', async ({
  page,
}) => {
  await page.goto(addressOf('reference-cnn'));
  await trainToEnd(page, 300_000);
  expect(await numberIn(output(page, 'Test accuracy'))).toBeGreaterThanOrEqual(98.2);
});
