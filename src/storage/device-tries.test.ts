import { beforeEach, expect, test, vi } from 'vitest';
import { putDeviceTry, readDeviceTry } from './device-tries.ts';

const stored = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => stored.set(key, value),
});
beforeEach(() => stored.clear());

const tried = (key: string, measuredAt: number) => ({ key, measuredAt, options: [] });

test('a try is found by its key, the last one of it', () => {
  putDeviceTry(tried('a', 1));
  putDeviceTry(tried('b', 2));
  putDeviceTry(tried('a', 3));
  expect(readDeviceTry('a')?.measuredAt).toBe(3);
  expect(readDeviceTry('b')?.measuredAt).toBe(2);
  expect(readDeviceTry('c')).toBeNull();
});

test('twenty are kept', () => {
  for (let place = 0; place < 25; place++) putDeviceTry(tried(`${place}`, place));
  expect(readDeviceTry('4')).toBeNull();
  expect(readDeviceTry('5')).not.toBeNull();
});

test.each(['{', '7', '[null, 3, {"key": "a"}]'])('what is not ours is nothing: %s', (text) => {
  stored.set('sizewise.device-tries', text);
  expect(readDeviceTry('a')).toBeNull();
});
