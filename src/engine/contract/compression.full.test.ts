import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Compressor, createCompressor } from '../jobs/test-compression.ts';
import { missesOf } from './compression-bounds.ts';
import { shortCompressionRuns } from './compression-runs.ts';

let compressor: Compressor;
beforeAll(async () => {
  compressor = await createCompressor();
});
afterAll(() => compressor.dispose());

test.each(shortCompressionRuns)(
  '$id on $presetId comes to $bounds',
  async (run) => {
    const results = [];
    for (const seed of run.seeds) results.push(await compressor.measure(run, seed));
    expect(missesOf(run.bounds, results)).toEqual([]);
  },
  600_000,
);
