import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { composedFilterGradient } from './composed-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const cases = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 5, max: 8 }),
  width: fc.integer({ min: 5, max: 8 }),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.integer({ min: 1, max: 4 }),
  size: fc.integer({ min: 1, max: 5 }),
  strides: fc.integer({ min: 1, max: 3 }),
  pad: fc.constantFrom('same' as const, 'valid' as const),
  seed: fc.nat(),
});

test("the composed filter gradient is the cpu backend's own", () => {
  fc.assert(
    fc.property(cases, ({ batch, height, width, channels, filters, size, strides, pad, seed }) => {
      tf.tidy(() => {
        const x = tf.randomUniform([batch, height, width, channels], -1, 1, 'float32', seed);
        const filterShape: [number, number, number, number] = [size, size, channels, filters];
        const kernel = tf.zeros(filterShape) as tf.Tensor4D;
        const { shape } = tf.conv2d(x as tf.Tensor4D, kernel, strides, pad);
        const dy = tf.randomUniform(shape, -1, 1, 'float32', seed + 1) as tf.Tensor4D;
        const attributes = { strides, pad, dataFormat: 'NHWC' };
        const expected = tf
          .engine()
          .runKernel(
            tf.Conv2DBackpropFilter,
            { x, dy },
            { ...attributes, filterShape },
          ) as tf.Tensor;
        const found = composedFilterGradient(x as tf.Tensor4D, dy, { strides, pad, filterShape });
        expect(found.shape).toEqual(expected.shape);
        const difference = tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0];
        expect(difference).toBeLessThan(1e-4);
      });
    }),
    { numRuns: 20 },
  );
});
