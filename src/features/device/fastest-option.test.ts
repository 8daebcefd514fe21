import { expect, test } from 'vitest';
import type { DeviceOption } from '../../protocol/jobs.ts';
import { fastestOption, speedup } from './fastest-option.ts';

const option = (
  kind: 'wasm' | 'tfjs',
  imagesPerSecond: number | null,
  problem: string | null = null,
): DeviceOption => ({
  runtime: { kind, backend: kind === 'wasm' ? 'wasm' : 'webgl', threads: 1 },
  imagesPerSecond,
  firstStepMs: null,
  problem,
});

test('a device with a problem is never the fastest', () => {
  const options = [option('wasm', 5000), option('tfjs', 9000, 'a software renderer')];
  expect(fastestOption(options)?.runtime.kind).toBe('wasm');
  expect(speedup(options, 'wasm')).toBe(1);
});

test('the speed-up is against the runtime in use', () => {
  const options = [option('wasm', 5000), option('tfjs', 20_000)];
  expect(fastestOption(options)?.runtime.kind).toBe('tfjs');
  expect(speedup(options, 'wasm')).toBe(4);
});

test('where nothing runs there is no fastest and no speed-up', () => {
  expect(fastestOption([option('tfjs', null)])).toBeNull();
  expect(speedup([option('tfjs', null)], 'wasm')).toBeNull();
});
