import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('the first step stands apart from the images a second', () => {
  const pace = new Pace();
  pace.add(64, 2);
  expect([pace.firstStepMs, pace.imagesPerSecond, pace.recentImagesPerSecond]).toEqual([
    2000, 0, 0,
  ]);
  pace.add(100, 0.5);
  pace.add(200, 0.5);
  expect(pace.imagesPerSecond).toBeCloseTo(300);
  expect(pace.stepSeconds).toBe(3);
});

test('the recent pace forgets what is older than a second of steps', () => {
  const pace = new Pace();
  pace.add(1, 1);
  for (let i = 0; i < 10; i++) pace.add(10, 0.25);
  for (let i = 0; i < 5; i++) pace.add(100, 0.25);
  expect(pace.recentImagesPerSecond).toBeCloseTo(400);
  expect(pace.imagesPerSecond).toBeLessThan(200);
});
