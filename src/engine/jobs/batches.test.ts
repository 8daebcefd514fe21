import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkSize, epochOrder, imagesNeeded, stepsPerEpoch } from './batches.ts';

const setup = fc.record({
  trainingImages: fc.integer({ min: 1, max: 12_000 }),
  batchSize: fc.integer({ min: 1, max: 1024 }),
  seed: fc.nat(),
});
const epoch = fc.integer({ min: 1, max: 5 });
const few = { numRuns: 30 };

test('every epoch takes each of the first n images exactly once', () => {
  fc.assert(
    fc.property(epoch, setup, (number, options) => {
      const sorted = epochOrder(number, options).sort();
      expect(sorted).toEqual(Uint32Array.from({ length: options.trainingImages }, (_, i) => i));
    }),
    few,
  );
});

test('the first epoch takes chunk after chunk, and asks for no image before its chunk is due', () => {
  fc.assert(
    fc.property(setup, fc.nat(), (options, place) => {
      const order = epochOrder(1, options);
      order.forEach((image, i) => {
        if (Math.floor(image / chunkSize) !== Math.floor(i / chunkSize))
          throw new Error(`image ${image} at ${i}`);
      });
      const end = 1 + (place % options.trainingImages);
      const needed = imagesNeeded(1, end, options);
      expect(Math.max(...order.subarray(0, end))).toBeLessThan(needed);
      expect(needed - end).toBeLessThan(chunkSize);
    }),
    few,
  );
});

test('same seed, same order; another seed or epoch, another order', () => {
  const options = { trainingImages: 100, batchSize: 10, seed: 3 };
  expect(epochOrder(1, options)).toEqual(epochOrder(1, options));
  expect(epochOrder(2, options)).toEqual(epochOrder(2, options));
  expect(epochOrder(2, options)).not.toEqual(epochOrder(3, options));
  expect(epochOrder(1, options)).not.toEqual(epochOrder(1, { ...options, seed: 4 }));
});

test('two chunks of one epoch are shuffled in different ways', () => {
  const order = epochOrder(1, { trainingImages: 2 * chunkSize, batchSize: 10, seed: 1 });
  const second = order.subarray(chunkSize).map((image) => image - chunkSize);
  expect(order.subarray(0, chunkSize)).not.toEqual(second);
});

test('the last batch may be smaller', () => {
  expect(stepsPerEpoch({ trainingImages: 101, batchSize: 50, seed: 1 })).toBe(3);
});
