import { expect, test } from 'vitest';
import type { Network } from '../runtime.ts';
import { Validator } from './validator.ts';

/** Every forward pass takes `costMs` and answers each image with its own label. */
const oracle = (labels: Uint8Array, costMs: number) =>
  ({
    forward: async ({ indices }: { indices: Uint32Array }) => {
      await new Promise((resolve) => setTimeout(resolve, costMs));
      const logits = new Float32Array(indices.length * 10);
      for (const [row, index] of indices.entries()) logits[row * 10 + (labels[index] ?? 0)] = 9;
      return logits;
    },
  }) as unknown as Network; // all that a validator uses
const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 10);
const set = { images: new Uint8Array(0), labels, count: 1000 };
const { signal } = new AbortController();

test('a sample falls due nine times in an epoch, and the whole set is its end', () => {
  const validator = new Validator(oracle(labels, 0), set);
  const due = (steps: number) =>
    Array.from({ length: steps }, (_, i) => i + 1).filter((step) =>
      validator.isSampleDue(step, steps, Number.POSITIVE_INFINITY),
    );
  expect(due(860)).toEqual([86, 172, 258, 344, 430, 516, 602, 688, 774]);
  expect(due(4)).toEqual([1, 2, 3]);
  expect(due(1)).toEqual([]);
});

test('samples that would take more than a twentieth of the time are left out', async () => {
  const validator = new Validator(oracle(labels, 5), set);
  expect(validator.isSampleDue(86, 860, 0)).toBe(true); // nothing known of its cost yet
  const startedMs = performance.now();
  expect(await validator.sample(86, signal)).toMatchObject({ step: 86, n: 500, correct: 500 });
  const seconds = (performance.now() - startedMs) / 1000;
  expect(validator.isSampleDue(172, 860, 2 * seconds)).toBe(false);
  expect(validator.isSampleDue(172, 860, 100 * seconds)).toBe(true);
});

test('the strip is ten classes twice, and is not asked again at once', async () => {
  const validator = new Validator(oracle(labels, 0), set);
  const classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(await validator.stripAnswers()).toEqual([...classes, ...classes]);
  expect(await validator.stripAnswers()).toBeNull();
});
