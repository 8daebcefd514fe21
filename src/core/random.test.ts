import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  boundedInt,
  dropoutKeep,
  gaussian,
  hash32,
  permutation,
  streams,
  uniform,
} from './random.ts';

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const draws = (n: number, draw: (counter: number) => number) =>
  Array.from({ length: n }, (_, i) => draw(i));
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The documented formula in exact integers. */
function exactHash(seed: number, stream: number, counter: number): number {
  const mod = 1n << 32n;
  const golden = 0x9e3779b9n;
  const mix = (value: bigint) => {
    let x = value % mod;
    x = ((x ^ (x >> 16n)) * 0x7feb352dn) % mod;
    x = ((x ^ (x >> 15n)) * 0x846ca68bn) % mod;
    return x ^ (x >> 16n);
  };
  const key = mix(mix(BigInt(seed) + golden) ^ BigInt(stream));
  return Number(mix(mix(key + golden * BigInt(counter)) ^ key));
}

test('the hash is its formula modulo 2³², for any words', () => {
  fc.assert(
    fc.property(word, word, word, (seed, stream, counter) => {
      expect(hash32(seed, stream, counter)).toBe(exactHash(seed, stream, counter));
    }),
  );
});

test('values never change: runs, links and kernels depend on them', () => {
  expect([
    hash32(1, 0, 0),
    hash32(1, 0, 1),
    hash32(2, 0, 0),
    hash32(1, streams.shuffle, 0),
  ]).toEqual([3547204901, 3167077785, 2158735487, 591907568]);
  expect([...permutation(10, 1, streams.shuffle)]).toEqual([5, 9, 3, 6, 8, 7, 0, 1, 4, 2]);
});

test('uniform numbers fill [0, 1) evenly and are exact in float32', () => {
  const values = draws(16_000, (i) => uniform(7, streams.data, i));
  expect(values.every((value) => value >= 0 && value < 1 && Math.fround(value) === value)).toBe(
    true,
  );
  const counts = Array<number>(16).fill(0);
  for (const value of values) counts[Math.floor(value * 16)]! += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(37.7); // 15 degrees of freedom, p = 0.001
});

test.each([
  ['counters', (i: number) => [uniform(7, 1, i), uniform(7, 1, i + 1)]],
  ['streams', (i: number) => [uniform(7, 1, i), uniform(7, 2, i)]],
  ['seeds', (i: number) => [uniform(7, 1, i), uniform(8, 1, i)]],
] as const)('neighbouring %s are uncorrelated', (_name, pair) => {
  const pairs = Array.from({ length: 10_000 }, (_, i) => pair(i));
  const products = pairs.map(([a = 0, b = 0]) => (a - 0.5) * (b - 0.5) * 12);
  expect(Math.abs(mean(products))).toBeLessThan(0.035); // 3.5 standard errors
});

test('a permutation holds every number once, the same for the same seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), word, word, (n, seed, stream) => {
      const order = permutation(n, seed, stream);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      expect(permutation(n, seed, stream)).toEqual(order);
    }),
    { numRuns: 60 },
  );
});

test('every number comes first equally often', () => {
  const firsts = draws(6000, (seed) => permutation(6, seed, streams.shuffle)[0] ?? -1);
  const counts = draws(6, (n) => firsts.filter((first) => first === n).length);
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, p = 0.001
});

test('a bounded integer stays below its bound at both ends', () => {
  expect([boundedInt(0, 7), boundedInt(0xffff_ffff, 7), boundedInt(0xffff_ffff, 2 ** 32)]).toEqual([
    0, 6, 0xffff_ffff,
  ]);
});

test('dropout keeps a share of 1 − rate, other elements at each step and layer', () => {
  const kept = (layerIndex: number, step: number) =>
    draws(4000, (element) => Number(dropoutKeep(3, { layerIndex, step, element }, 0.3)));
  expect(mean(kept(2, 0))).toBeCloseTo(0.7, 1);
  for (const other of [kept(2, 1), kept(3, 0)]) {
    const agreements = kept(2, 0).filter((keep, i) => keep === other[i]).length;
    expect(agreements / 4000).toBeCloseTo(0.7 ** 2 + 0.3 ** 2, 1);
  }
});

test('Gaussian noise has the moments of a normal, and is another at each step and layer', () => {
  const noise = (layerIndex: number, step: number) =>
    draws(20_000, (element) => gaussian(3, { layerIndex, step, element }, 2));
  const values = noise(2, 0);
  const moment = (order: number) => mean(values.map((value) => (value / 2) ** order));
  expect(Math.abs(moment(1))).toBeLessThan(0.025); // 3.5 standard errors, here and below
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.035);
  expect(Math.abs(moment(3))).toBeLessThan(0.1);
  expect(Math.abs(moment(4) - 2.9)).toBeLessThan(0.25);
  const within = values.filter((value) => Math.abs(value) < 2).length / values.length;
  expect(Math.abs(within - 0.6827)).toBeLessThan(0.0115);
  for (const other of [noise(2, 1), noise(3, 0)])
    expect(Math.abs(mean(values.map((value, i) => (value * (other[i] ?? 0)) / 4)))).toBeLessThan(
      0.025,
    );
});

test('dropout of rate 0 keeps even the one element in 16 million whose number is 0', () => {
  const place = { layerIndex: 0, step: 0, element: 21_118_498 };
  expect(uniform(hash32(1, streams.dropout, 0), streams.dropout, place.element)).toBe(0);
  expect(dropoutKeep(1, place, 0)).toBe(true);
  expect(dropoutKeep(1, place, 0.01)).toBe(false);
});
