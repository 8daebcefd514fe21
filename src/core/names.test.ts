import { expect, test } from 'vitest';
import { runName } from './names.ts';

test('a run keeps its name, two small words', () => {
  expect(runName('9f3c')).toBe(runName('9f3c'));
  expect(runName('9f3c')).toMatch(/^[a-z]+-[a-z]+$/);
});

test('a hundred runs seldom share a name', () => {
  const names = Array.from({ length: 100 }, (_, id) => runName(`run-${id}`));
  expect(new Set(names).size).toBeGreaterThan(90);
});
