import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import { bothMasks, chooseMasks, enforcing, kthLargest, masksOfZeros, slotsOf } from './masks.ts';

const layers = (scope: 'global' | 'layer', sparsity: number) => ({ scope, sparsity });
const ones = (mask: Uint8Array | undefined) => mask?.reduce((sum, keep) => sum + keep, 0);

test('layer by layer, each tensor keeps its own largest; over all, the largest of both', () => {
  const weights = [Float32Array.of(0.1, -0.2, 0.3, -0.4), Float32Array.of(1, 2, -3, 4)];
  const own = chooseMasks(weights, [0, 1], layers('layer', 0.5));
  expect([own.get(0), own.get(1)].map((mask) => [...(mask ?? [])])).toEqual([
    [0, 0, 1, 1],
    [0, 0, 1, 1],
  ]);
  const all = chooseMasks(weights, [0, 1], layers('global', 0.5));
  expect([all.get(0), all.get(1)].map(ones)).toEqual([0, 4]);
});

test('ties stay, and at least one weight does', () => {
  const weights = [Float32Array.of(0.5, -0.5, 0.5, 0.1)];
  expect(ones(chooseMasks(weights, [0], layers('layer', 0.75)).get(0))).toBe(3);
  expect(ones(chooseMasks([Float32Array.of(3, 2, 1)], [0], layers('layer', 0.99)).get(0))).toBe(1);
});

const floats = fc.float32Array({ minLength: 1, maxLength: 200, noNaN: true });

test('the kth largest is that of a sorted list', () => {
  fc.assert(
    fc.property(floats, fc.nat(), (values, at) => {
      const k = (at % values.length) + 1;
      const sorted = values.map(Math.abs).sort().reverse();
      const bits = new Uint32Array(Float32Array.of(sorted[k - 1] ?? 0).buffer)[0];
      expect(kthLargest([values], k)).toBe(bits);
    }),
    { numRuns: 50 },
  );
});

test('pruning to a share s leaves n − round(n(1 − s)) zeros, but for ties', () => {
  fc.assert(
    fc.property(floats, floats, fc.double({ min: 0, max: 0.99, noNaN: true }), (a, b, sparsity) => {
      const masks = chooseMasks([a, b], [0, 1], layers('global', sparsity));
      const count = a.length + b.length;
      const wanted = Math.max(Math.round(count * (1 - sparsity)), 1);
      const kept = [a, b].flatMap((values, index) =>
        [...values].filter((_, i) => masks.get(index)?.[i] === 1),
      );
      const least = Math.min(...kept.map(Math.abs));
      const ties = kept.filter((value) => Math.abs(value) === least).length;
      expect(kept.length).toBeGreaterThanOrEqual(wanted);
      expect(kept.length - ties).toBeLessThan(wanted);
    }),
  );
});

test('what is held is zero with all its moments, and nothing else is touched', () => {
  const architecture = [
    createLayer('flatten', 'a'),
    createLayer('dense', 'b', { units: 2 }),
  ] as Layer[];
  const weights = [new Float32Array(1568).fill(1), Float32Array.of(1, 1)];
  const moments = [1, 2, 3, 4].map((value, i) => new Float32Array(i % 2 ? 2 : 1568).fill(value));
  const mask = new Uint8Array(1568).fill(1);
  mask[5] = 0;
  enforcing(new Map([[0, mask]]), slotsOf(architecture))({ weights, moments });
  expect([weights[0]?.[5], moments[0]?.[5], moments[2]?.[5]]).toEqual([0, 0, 0]);
  expect([weights[0]?.[4], moments[0]?.[4], moments[2]?.[4], moments[1]?.[1]]).toEqual([
    1, 1, 3, 2,
  ]);
  const zeros = masksOfZeros(architecture, weights);
  expect(zeros.get(0)?.[5]).toBe(0);
  expect(zeros.has(1)).toBe(false);
});

test('of two masks, what either holds is held', () => {
  const both = bothMasks(
    new Map([[0, Uint8Array.of(1, 0, 1)]]),
    new Map([
      [0, Uint8Array.of(1, 1, 0)],
      [2, Uint8Array.of(0)],
    ]),
  );
  expect([...(both.get(0) ?? [])]).toEqual([1, 0, 0]);
  expect([...(both.get(2) ?? [])]).toEqual([0]);
});
