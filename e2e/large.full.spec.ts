import { createLayer, type Layer } from '../src/core/layers/index.ts';
import { addressOf, addressOfNetwork, button, expect, output, region, test } from './app.ts';

const layer = <L>(value: L) => value as Layer;

test('twenty million parameters at batch 1,024 take a step, or are refused in words', async ({
  page,
}) => {
  const hidden = { units: 4080, activation: 'relu' } as const;
  const network = [
    layer(createLayer('flatten', 'l1')),
    layer(createLayer('dense', 'l2', hidden)),
    layer(createLayer('dense', 'l3', hidden)),
    layer(createLayer('dense', 'l4', { units: 10 })),
  ];
  await page.goto(addressOfNetwork(network, { batchSize: 1024, trainingImages: 2048, epochs: 1 }));
  await expect(output(page, 'Parameters')).toHaveText('19,894,090');
  await button(page, 'Step').click();
  const training = region(page, 'Training');
  const refusal = training.getByRole('alert').filter({ hasText: /memory|MB|GB/ });
  await expect(button(page, 'Resume').or(refusal)).toBeVisible({ timeout: 60_000 });
});

test('a network that cannot fit is refused before it starts, and the next one trains', async ({
  page,
}) => {
  const wide = { filters: 512, padding: 'same', useBias: false } as const;
  const network = [
    layer(createLayer('conv2d', 'l1', wide)),
    layer(createLayer('batchNormalization', 'l2')),
    layer(createLayer('conv2d', 'l3', wide)),
    layer(createLayer('batchNormalization', 'l4')),
    layer(createLayer('flatten', 'l5')),
    layer(createLayer('dense', 'l6', { units: 10 })),
  ];
  await page.goto(addressOfNetwork(network, { batchSize: 1024 }));
  await button(page, 'Train').click();
  await expect(region(page, 'Training').getByRole('alert')).toContainText(
    /needs [\d,]+ MB.*make it or the batch smaller/,
    { timeout: 60_000 },
  );
  await page.goto(addressOf('cnn-2k'));
  await button(page, 'Train').click();
  await expect(output(page, 'Training accuracy')).toContainText('%');
});
