import { afterAll, expect, test } from 'vitest';
import { createEngineClient } from '../../engine-client/client.ts';
import { endTestEngines, startTestEngine } from './test-engine.ts';

afterAll(endTestEngines);

test('the test error peaks where there are as many features as images, falls again beyond, and a ridge removes the peak', async () => {
  const client = createEngineClient(await startTestEngine());
  const setup = { trainingImages: 200, ridge: 0, labelNoise: 0, seed: 1 };
  const accuracies = async (ridge: number) => {
    const { fits, testImages } = await client.run('doubleDescent', { ...setup, ridge });
    return new Map(fits.map((fit) => [fit.features, fit.testCorrect / testImages]));
  };
  const bare = await accuracies(0);
  const at = (features: number, of = bare) => of.get(features) ?? Number.NaN;
  expect(at(200)).toBeLessThan(0.3);
  expect(Math.min(...bare.values())).toBe(at(200));
  expect(at(800)).toBeGreaterThan(at(60));
  const ridged = await accuracies(0.1);
  expect(at(200, ridged)).toBeGreaterThan(0.6);
}, 60_000);
