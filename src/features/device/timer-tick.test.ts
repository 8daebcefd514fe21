import { expect, test } from 'vitest';
import { timerTickMs } from './timer-tick.ts';

test('the tick is the smallest step of the clock', () => {
  let calls = 0;
  const coarse = () => Math.floor(calls++ / 7) * 0.1;
  expect(timerTickMs(coarse)).toBeCloseTo(0.1, 9);
});
