import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { floatModel, weightsOf } from '../../core/stored-model.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { largestDifference, livelyWeights } from '../../engine/contract/networks.ts';
import { writeOnnxFloat32 } from '../../export/onnx/write.ts';
import { readNetwork } from '../read-network.ts';

/** A network's weights and what comes back of them from an ONNX file. */
async function thereAndBack(architecture: Architecture) {
  const recipe = { architecture, setup: defaultsOf(trainingFields) };
  const weights = livelyWeights(architecture);
  const model = floatModel(recipe, weights);
  const bytes = await writeOnnxFloat32({ name: 'there', recipe, model, training: null });
  const result = await readNetwork([{ name: 'there.onnx', bytes }]);
  if (!result.ok) throw new Error(result.message);
  return { weights, back: weightsOf(result.model) };
}

const cells = fc.record({
  kind: fc.constantFrom('simpleRnn' as const, 'gru' as const, 'lstm' as const),
  units: fc.integer({ min: 1, max: 5 }),
  bidirectional: fc.boolean(),
  useBias: fc.boolean(),
  returnSequences: fc.boolean(),
});

test('recurrent layers come back with their gates in our order, whichever way they go', async () => {
  await fc.assert(
    fc.asyncProperty(cells, async ({ kind, ...params }) => {
      const { weights, back } = await thereAndBack([
        createLayer('reshape', 'l1'),
        createLayer(kind, 'l2', params),
        ...(params.returnSequences ? [createLayer('flatten', 'l3')] : []),
        createLayer('dense', 'l4', { units: 10 }),
      ]);
      expect(back).toEqual(weights);
    }),
    { numRuns: 40 },
  );
});

test.each(presets)('$id comes back as it was', async ({ architecture }) => {
  const { weights, back } = await thereAndBack(architecture);
  expect(back.map(({ length }) => length)).toEqual(weights.map(({ length }) => length));
  expect(largestDifference(back, weights)).toBe(0);
});
