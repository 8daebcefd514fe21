import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createLayer,
  definitionOf,
  type Layer,
  type LayerKind,
  layerKinds,
} from '../../core/layers/index.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import type { TfjsLayer } from '../tfjs/layer.ts';
import { tfjsLayers } from '../tfjs/layers/index.ts';
import { layerOf, noise, smallShape } from './arbitraries.ts';

const runs = { numRuns: 30, seed: 1 };

beforeAll(() => tf.setBackend('cpu'));

/** A model of this one layer, built by tfjs-layers from what core says that Keras would write. */
function buildFromKeras(layer: Layer, input: Shape): Promise<tf.LayersModel> {
  const { className, config } = definitionOf(layer.kind).keras(layer.params);
  const layerConfig = { ...config, name: 'layer', batch_input_shape: [null, ...input] };
  const layers = [{ class_name: className, config: layerConfig }];
  const topology = { class_name: 'Sequential', config: { name: 'model', layers } };
  return tf.models.modelFromJSON({ modelTopology: topology } as never); // tfjs types it as Keras 2's file
}

/** Keras has all of these; tfjs-layers 4.22 has not. */
function isKnownToTfjs({ kind, params }: Layer): boolean {
  const { activation, groups = 1, dilation = 1 }: Partial<Record<string, unknown>> = params;
  // No leaky ReLU by name, no groups, and DepthwiseConv2D drops its dilation rate.
  return (
    activation !== 'leaky_relu' && groups === 1 && !(kind === 'depthwiseConv2d' && dilation !== 1)
  );
}

function runLayer(layer: Layer, input: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const apply = tfjsLayers[layer.kind] as TfjsLayer<Layer['kind']>;
  return apply(input, layer.params, { layerIndex: 0, weights, training: null });
}

/** Keras has them, and so the tfjs runtime, in core ops, is the only second opinion. */
const absentFromTfjs: Partial<Record<LayerKind, string>> = {
  spatialDropout2d: 'tfjs-layers 4.22 has SpatialDropout1D alone',
};

test.each(Object.entries(absentFromTfjs))('%s is still not to be compared: %s', async (kind) => {
  const layer = createLayer(kind as LayerKind, '') as Layer; // its keys
  await expect(buildFromKeras(layer, [6, 6, 3])).rejects.toThrow(/Unknown layer/);
});

describe.each(layerKinds.filter((kind) => !(kind in absentFromTfjs)))(
  '%s as Keras knows it',
  (kind) => {
    test('has the same output shape, weights, parameter count and outputs', async () => {
      const definition = definitionOf(kind);
      const placed = fc
        .tuple(layerOf(kind).filter(isKnownToTfjs), smallShape)
        .map(([layer, input]) => {
          const output = definition.outputShape(layer.params, input);
          return { layer, input, output: output.ok ? output.shape : null };
        })
        .filter(({ output }) => output !== null);
      await fc.assert(
        fc.asyncProperty(placed, async ({ layer, input, output }) => {
          const specs = definition.weights(layer.params, input);
          const model = await buildFromKeras(layer, input);
          expect(model.outputShape).toEqual([null, ...(output ?? [])]);
          expect(model.getWeights().map(({ shape }) => shape)).toEqual(
            specs.map(({ shape }) => [...shape]),
          );
          expect(model.countParams()).toBe(
            specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
          );
          tf.tidy(() => {
            const weights = specs.map(({ shape, name }, index) => {
              const values = tf.tensor(noise(sizeOf(shape), index), [...shape]);
              return name === 'moving_variance' ? tf.abs(values) : values;
            });
            const images = tf.tensor(noise(2 * sizeOf(input), 9), [2, ...input]);
            model.setWeights(weights);
            const expected = (model.predict(images) as tf.Tensor).dataSync();
            const actual = runLayer(layer, images, weights).dataSync();
            expect(largestDifference(actual, expected)).toBeLessThan(1e-5);
          });
          model.dispose();
        }),
        runs,
      );
    });
  },
);

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
