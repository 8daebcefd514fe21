import { expect, test } from 'vitest';
import { drawCandidates } from './best-of-many.ts';

test('the best of fifty by test accuracy looks about 0.2 points better than it is; the one chosen on validation does not', () => {
  const accuracy = 0.99;
  const rounds = 20;
  let [flattered, honest] = [0, 0];
  for (let seed = 1; seed <= rounds; seed++) {
    const setup = { accuracy, validationImages: 5000, testImages: 10_000, seed };
    const { candidates, byTest, byValidation } = drawCandidates(50, setup);
    flattered += (candidates[byTest]?.testCorrect ?? 0) / 10_000 - accuracy;
    honest += (candidates[byValidation]?.testCorrect ?? 0) / 10_000 - accuracy;
  }
  expect(flattered / rounds).toBeGreaterThan(0.0018);
  expect(flattered / rounds).toBeLessThan(0.0028);
  expect(Math.abs(honest / rounds)).toBeLessThan(0.0008);
});
