import { expect, test } from 'vitest';
import type { RuntimeKind } from '../../core/run.ts';
import type { DeviceOption } from '../../protocol/jobs.ts';
import { whyThisDevice } from './why-this-device.ts';

const option = (kind: RuntimeKind, imagesPerSecond: number | null): DeviceOption => ({
  runtime: { kind, backend: kind === 'wasm' ? 'wasm' : 'webgpu', threads: 2 },
  imagesPerSecond,
  firstStepMs: imagesPerSecond === null ? null : 120,
  problem: imagesPerSecond === null ? 'none here' : null,
});

test('the figures of both are there, and which is faster', () => {
  const options = [option('wasm', 5412), option('tfjs', 9120)];
  expect(whyThisDevice('wasm', options, 64)).toBe(
    'It is not the fastest here. CPU · 2 threads: 5,412 images/s, first step 120 ms. GPU · WebGPU: 9,120 images/s, first step 120 ms. Both at batch 64.',
  );
  expect(whyThisDevice('tfjs', options, 64)).toMatch(/^It trains this network fastest\. GPU/);
});

test('where nothing was timed, or nothing else runs, it says so', () => {
  expect(whyThisDevice('wasm', [], 64)).toContain('the default');
  expect(whyThisDevice('wasm', [option('wasm', 10), option('tfjs', null)], 8)).toBe(
    'Nothing else here trains this network. CPU · 2 threads: 10 images/s, first step 120 ms, at batch 8.',
  );
  expect(whyThisDevice('tfjs', [option('wasm', 10), option('tfjs', null)], 8)).toMatch(
    /^The GPU did not run/,
  );
});
