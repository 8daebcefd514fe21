import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WeightSpec } from '../../core/layer.ts';
import { activations } from '../../core/layer.ts';
import {
  dropoutKeep,
  gaussian,
  gaussianUnit,
  hash32,
  streams,
  uniform,
} from '../../core/random.ts';
import { type OptimizerName, optimizers } from '../../core/training-setup.ts';
import { instantiate, type Kernels } from './kernels.ts';
import { updateTensor } from './optimizer.ts';
import { kernelBytes } from './test-network.ts';
import type { Tensor } from './weights.ts';

const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
const at = (address: number, count: number) => new Float32Array(memory.buffer, address, count);
let kernels: Kernels;

beforeAll(async () => {
  kernels = instantiate(await WebAssembly.compile(kernelBytes), memory);
});

const functions: Record<(typeof activations)[number], (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  leaky_relu: (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/** Maclaurin series, exact to double precision on the tested range. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('activation kernels', () => {
  const inputs = Float32Array.from({ length: 1203 }, (_, i) => (i - 601) / 120);

  test.each(activations)('%s is right to 1e-6', (name) => {
    at(1024, inputs.length).set(inputs);
    kernels.activate(activations.indexOf(name), 1024, 16_384, inputs.length);
    const outputs = at(16_384, inputs.length);
    inputs.forEach((x, i) => {
      expect(Math.abs((outputs[i] ?? Number.NaN) - functions[name](x))).toBeLessThan(1e-6);
    });
  });

  test.each(activations)('the derivative of %s is right to 1e-5', (name) => {
    const kind = activations.indexOf(name);
    const offKinks = inputs.map((x) => x + 0.001);
    at(1024, inputs.length).set(offKinks);
    kernels.activate(kind, 1024, 16_384, inputs.length);
    at(32_768, inputs.length).fill(2);
    const saved = name === 'gelu' ? 1024 : 16_384;
    kernels.activationGradient(kind, saved, 32_768, 32_768, inputs.length);
    const slopes = at(32_768, inputs.length);
    offKinks.forEach((x, i) => {
      const slope = (functions[name](x + 1e-4) - functions[name](x - 1e-4)) / 2e-4;
      expect(Math.abs((slopes[i] ?? Number.NaN) - 2 * slope)).toBeLessThan(1e-5);
    });
  });

  test.each(activations)('%s saturates without NaN, and shows a NaN that came in', (name) => {
    at(1024, 4).set([-1e30, 1e30, Number.NaN, 0]);
    kernels.activate(activations.indexOf(name), 1024, 2048, 4);
    const [low, high, nan] = at(2048, 4);
    expect(low).not.toBeNaN();
    expect(high).not.toBeNaN();
    expect(nan).toBeNaN();
  });
});

test.each([1, 4, 7, 1203])('sum adds and copy copies %i numbers, no more', (count) => {
  const [a, b, y] = [at(1024, count), at(8192, count), at(16_384, count + 1)];
  a.forEach((_, i) => {
    a[i] = i / 8;
    b[i] = 1 - i;
  });
  y.fill(-5);
  kernels.sum(1024, 8192, 16_384, count);
  expect([...y]).toEqual([...Array.from(a, (value, i) => value + 1 - i), -5]);
  kernels.copy(1024, 16_384, count * 4);
  expect([...y]).toEqual([...a, -5]);
  kernels.sum(1024, 8192, 1024, count);
  expect(a[0]).toBe(1);
});

describe('dropout', () => {
  test("keeps the elements that core's dropoutKeep keeps", () => {
    const arguments_ = fc.record({
      seed: fc.nat(),
      layerIndex: fc.nat(40),
      step: fc.nat(100_000),
      first: fc.nat(1_000_000),
      rate: fc.constantFrom(0.1, 0.25, 0.5, 0.95),
      count: fc.integer({ min: 1, max: 21 }),
    });
    fc.assert(
      fc.property(arguments_, ({ seed, layerIndex, step, first, rate, count }) => {
        at(1024, count).fill(1);
        const stepSeed = hash32(seed, streams.dropout + layerIndex, step);
        const scale = 1 / (1 - rate);
        kernels.dropout(1024, 2048, count, first, stepSeed, streams.dropout, rate, scale);
        const kept = Array.from({ length: count }, (_, i) =>
          dropoutKeep(seed, { layerIndex, step, element: first + i }, rate),
        );
        expect([...at(2048, count)]).toEqual(kept.map((keep) => (keep ? Math.fround(scale) : 0)));
      }),
    );
  });
});

test("spatial dropout keeps the channels that core's dropoutKeep keeps", () => {
  const [images, positions, channels] = [3, 4, 7];
  const [seed, layerIndex, step, firstRow] = [5, 2, 17, 32];
  const size = images * positions * channels;
  at(1024, size).fill(1);
  const stepSeed = hash32(seed, streams.dropout + layerIndex, step);
  const shape = [images, positions, channels, firstRow * channels] as const;
  kernels.dropoutChannels(1024, 2048, ...shape, stepSeed, streams.dropout, 0.5, 2);
  const kept = Array.from({ length: size }, (_, i) => {
    const row = firstRow + Math.floor(i / (positions * channels));
    const element = row * channels + (i % channels);
    return dropoutKeep(seed, { layerIndex, step, element }, 0.5) ? 2 : 0;
  });
  expect([...at(2048, size)]).toEqual(kept);
  expect(new Set(kept).size).toBe(2);
});

test("Gaussian noise is core's, to the last bit", () => {
  const [seed, layerIndex, step, first, count] = [5, 2, 17, 1_000_003, 101];
  const stepSeed = hash32(seed, streams.noise + layerIndex, step);
  at(1024, count).fill(0.75);
  const draw = [first, stepSeed, streams.noise, gaussianUnit(0.3)] as const;
  kernels.addGaussianNoise(1024, 2048, count, ...draw);
  const expected = Array.from({ length: count }, (_, i) =>
    Math.fround(0.75 + gaussian(seed, { layerIndex, step, element: first + i }, 0.3)),
  );
  expect([...at(2048, count)]).toEqual(expected);
});

/** Keras 3's rules in double precision. */
type Rule = (g: number, m: number[], at: { t: number; rate: number }) => number;
const rules: Record<OptimizerName, Rule> = {
  sgd: (g, _m, { rate }) => -rate * g,
  momentum(g, m, { rate }) {
    m[0] = 0.9 * (m[0] ?? 0) - rate * g;
    return m[0];
  },
  rmsprop(g, m, { rate }) {
    m[0] = 0.9 * (m[0] ?? 0) + 0.1 * g * g;
    return (-rate * g) / Math.sqrt(m[0] + 1e-7);
  },
  adam(g, m, { t, rate }) {
    m[0] = 0.9 * (m[0] ?? 0) + 0.1 * g;
    m[1] = 0.999 * (m[1] ?? 0) + 0.001 * g * g;
    const alpha = (rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    return (-alpha * m[0]) / (Math.sqrt(m[1]) + 1e-7);
  },
  adamw: (g, m, at) => rules.adam(g, m, at),
};

describe('optimizers', () => {
  const count = 37;
  const stride = 256;
  const layout = { gradient: 2048, accumulatorBytes: stride, moment: 8192, momentBytes: stride };
  const weightsAt = 1024;
  const cases = optimizers.flatMap((optimizer) => [
    { optimizer, name: 'recurrent_kernel', l2: 0.01 },
    { optimizer, name: 'bias', l2: 0 },
  ]);

  test.each(cases)('$optimizer on a $name follows Keras', ({ optimizer, name, l2 }) => {
    const shape = [1, count];
    const spec: WeightSpec = {
      name,
      initializer: 'zeros',
      trainable: true,
      prunable: true,
      l2,
      shape,
    };
    const placed = { layerIndex: 0, count, address: weightsAt, place: 0 };
    const tensor: Tensor = { ...placed, spec, gradientOver: 'microBatch', nonZeros: null };
    const expected = Array.from({ length: count }, (_, i) => uniform(1, 0, i) - 0.5);
    const moments = expected.map(() => [0, 0]);
    at(weightsAt, count).set(expected);
    at(layout.moment, 128).fill(0);
    for (let step = 0; step < 5; step++) {
      const update = { learningRate: 0.01, weightDecay: 0.1, step, accumulators: 3 };
      const parts = [0, 1, 2].map((part) =>
        Array.from({ length: count }, (_, i) => uniform(2 + part, step, i) - 0.5),
      );
      for (const [i, part] of parts.entries()) at(layout.gradient + i * stride, count).set(part);
      expected.forEach((w, i) => {
        const g = parts.reduce((sum, part) => sum + (part[i] ?? 0), 0) + 2 * l2 * w;
        const isDecayed = optimizer === 'adamw' && name !== 'bias';
        const decayed = isDecayed ? w - 0.01 * 0.1 * w : w;
        expected[i] = decayed + rules[optimizer](g, moments[i] ?? [], { t: step + 1, rate: 0.01 });
      });
      updateTensor(kernels, optimizer, { tensor, update: { ...update, ...layout } });
    }
    const weights = [...at(weightsAt, count)];
    expect(weights.every((w, i) => Math.abs(w - (expected[i] ?? 0)) < 1e-5)).toBe(true);
  });
});
