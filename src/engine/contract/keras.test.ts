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

const runs = { numRuns: 60, seed: 1 };

beforeAll(() => tf.setBackend('cpu'));

/** A model of this one layer, built by tfjs-layers from what core says that Keras would write. */
function buildFromKeras(layer: Layer, input: Shape): Promise<tf.LayersModel> {
  const { className, config } = definitionOf(layer.kind).keras(layer.params, input);
  const layerConfig = { ...config, name: 'layer', batch_input_shape: [null, ...input] };
  const layers = [{ class_name: className, config: layerConfig }];
  const topology = { class_name: 'Sequential', config: { name: 'model', layers } };
  return tf.models.modelFromJSON({ modelTopology: topology } as never); // tfjs types it as Keras 2's file
}

/** tfjs-layers has no leaky ReLU by name. */
const isKnownToTfjs = ({ params }: Layer): boolean =>
  !('activation' in params && params.activation === 'leaky_relu');

function runLayer(layer: Layer, input: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const apply = tfjsLayers[layer.kind] as TfjsLayer<Layer['kind']>;
  return apply(input, layer.params, { layerIndex: 0, weights, training: null });
}

/** Kinds that tfjs-layers lacks; `runtimes.test.ts` still holds both runtimes to each other. */
const unknownToTfjs: Partial<Record<LayerKind, string>> = {
  gru: 'tfjs-layers throws on reset_after, which is Keras 3’s default: gru.test.ts has the formulas',
};

test.each(Object.entries(unknownToTfjs))('%s has no oracle here: %s', async (kind) => {
  const layer = createLayer(kind as LayerKind, 'l1') as Layer; // a key of the table
  await expect(buildFromKeras(layer, [3, 4])).rejects.toThrow();
});

const knownKinds = layerKinds.filter((kind) => unknownToTfjs[kind] === undefined);

describe.each(knownKinds)('%s as Keras knows it', (kind) => {
  test('has the same output shape, weights, parameter count and outputs', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(layerOf(kind).filter(isKnownToTfjs), smallShape, async (layer, input) => {
        const definition = definitionOf(kind);
        const output = definition.outputShape(layer.params, input);
        if (!output.ok) return;
        accepted++;
        const specs = definition.weights(layer.params, input);
        const model = await buildFromKeras(layer, input);
        expect(model.outputShape).toEqual([null, ...output.shape]);
        expect(model.getWeights().map(({ shape }) => shape)).toEqual(
          specs.map(({ shape }) => [...shape]),
        );
        expect(model.countParams()).toBe(specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
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
    expect(accepted).toBeGreaterThan(10);
  });
});

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
