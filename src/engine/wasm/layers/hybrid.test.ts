import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundHalfAway } from '../../../compression/quantize/round.ts';
import { quantizeWeights } from '../../../compression/quantize/weights.ts';
import { floatModel, type StoredModel, weightsOf } from '../../../core/stored-model.ts';
import { freshState, layer, noiseBatch, runtime } from '../test-network.ts';

const architecture = [layer('flatten'), layer('dense', { units: 10, activation: 'relu' })];

/** TFLite's hybrid fully connected layer on one row: `AsymmetricQuantizeFloats`, a sum of whole numbers, floats again. */
function referenceRow(row: Float32Array, { tensors: [kernel, bias] }: StoredModel): Float32Array {
  const low = row.reduce((least, value) => Math.min(least, value), 0);
  const high = row.reduce((most, value) => Math.max(most, value), 0);
  const scale = (high - low) / 255;
  const isFromLow = 128 - low / scale < 127 + high / scale;
  const zeroPoint = roundHalfAway(isFromLow ? -128 - low / scale : 127 - high / scale);
  const inverse = Math.fround(1 / Math.fround(scale));
  const codes = Array.from(row, (value) =>
    Math.min(
      127 - zeroPoint,
      Math.max(-128 - zeroPoint, roundHalfAway(Math.fround(value * inverse))),
    ),
  );
  return Float32Array.from({ length: 10 }, (_, n) => {
    if (kernel?.type !== 'integer' || bias?.type !== 'float32') return Number.NaN;
    const sum = codes.reduce((all, code, k) => all + code * (kernel.values[k * 10 + n] ?? 0), 0);
    const channel = kernel.scales[n % kernel.scales.length] ?? 0;
    const factor = Math.fround(Math.fround(scale) * channel);
    return Math.max(Math.fround(Math.fround(sum * factor) + (bias.values[n] ?? 0)), 0);
  });
}

test('a dense layer of dynamic range gives the floats of the reference', () => {
  const images = fc.constantFrom(1, 5);
  fc.assert(
    fc.property(images, fc.nat(99), fc.constantFrom(1, 10), (rows, seed, scales) => {
      const { weights } = freshState(architecture, seed);
      const pixelRange = seed % 2 === 0 ? '0..1' : '-1..1';
      const floats = floatModel({ architecture, setup: { pixelRange } as never }, weights);
      const model: StoredModel = {
        ...floats,
        tensors: floats.tensors.map((tensor, place) =>
          place === 0
            ? quantizeWeights(weights[0] ?? new Float32Array(0), { bits: '8', scales })
            : tensor,
        ),
        arithmetic: { kind: 'dynamic' },
      };
      const batch = noiseBatch(rows, seed);
      const state = { weights: weightsOf(model), moments: [], step: 0 };
      const network = runtime.build({ architecture, pixelRange, state, integers: model });
      const [divisor, shift] = pixelRange === '0..1' ? [255, 0] : [127.5, 1];
      const expected = Array.from({ length: rows }, (_, row) => {
        const greys = batch.set.images.subarray(row * 784, (row + 1) * 784);
        const reals = Float32Array.from(greys, (g) => Math.fround(g / divisor) - shift);
        return [...referenceRow(reals, model)];
      });
      expect([...network.forward(batch)]).toEqual(expected.flat());
    }),
    { numRuns: 30 },
  );
});
