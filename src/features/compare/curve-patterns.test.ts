import { expect, test } from 'vitest';
import { mostCompared } from './CompareRuns.tsx';
import { curvePatterns, spacedOut } from './curve-patterns.ts';

test('every curve that can be compared has a dash and a marker of its own', () => {
  expect(curvePatterns.length).toBeGreaterThanOrEqual(mostCompared);
  for (const part of ['dash', 'marker'] as const) {
    const shown = curvePatterns.map((pattern) => JSON.stringify(pattern[part]));
    expect(new Set(shown).size).toBe(curvePatterns.length);
  }
});

test('markers keep apart, and the last stands at the end of its curve', () => {
  expect(spacedOut([0, 4, 10, 15, 21, 29, 30], 10)).toEqual([0, 10, 30]);
  expect(spacedOut([7], 10)).toEqual([7]);
  expect(spacedOut([], 10)).toEqual([]);
});
