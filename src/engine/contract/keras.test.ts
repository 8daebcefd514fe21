import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createLayer,
  definitionOf,
  type Layer,
  type LayerKind,
  layerDefinitions,
  layerKinds,
} from '../../core/layers/index.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import type { TfjsLayer } from '../tfjs/layer.ts';
import { tfjsLayers } from '../tfjs/layers/index.ts';
import { layerOf, noise, side, smallShape } from './arbitraries.ts';
import { matrixOf, type Reference, references } from './references.ts';

const runs = { numRuns: 30, seed: 1 };

beforeAll(() => tf.setBackend('cpu'));

/** A model of this one layer, built by tfjs-layers from what core says that Keras would write. */
function buildFromKeras(layer: Layer, input: Shape): Promise<tf.LayersModel> {
  const written = [definitionOf(layer.kind).keras(layer.params, input)].flat();
  const nodes = written.map(({ className, config, inputs }, place) => {
    const sources = inputs?.map(nameAt) ?? [place === 0 ? 'input' : nameAt(place - 1)];
    return node(className, { ...config, name: nameAt(place) }, sources);
  });
  const source = node('InputLayer', { name: 'input', batch_input_shape: [null, ...input] });
  const config = {
    name: 'model',
    layers: [source, ...nodes],
    input_layers: [['input', 0, 0]],
    output_layers: [[nameAt(written.length - 1), 0, 0]],
  };
  const topology = { class_name: 'Model', config };
  return tf.models.modelFromJSON({ modelTopology: topology } as never); // tfjs types it as Keras 2's file
}

const nameAt = (place: number): string => `layer${place}`;

/** One layer of a model's JSON. */
const node = <C extends { name: string }>(
  className: string,
  config: C,
  sources: readonly string[] = [],
) => ({
  ...{ class_name: className, config, name: config.name },
  inbound_nodes: sources.length === 0 ? [] : [sources.map((name) => [name, 0, 0, {}])],
});

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

/** Kinds that tfjs-layers throws on; `runtimes.test.ts` still holds both runtimes to each other. */
const refusedByTfjs: Partial<Record<LayerKind, string>> = {
  spatialDropout2d: 'tfjs-layers 4.22 has SpatialDropout1D alone',
  gru: 'tfjs-layers throws on reset_after, which is Keras 3’s default: gru.test.ts has the formulas',
};

test.each(Object.entries(refusedByTfjs))('%s has no oracle here: %s', async (kind) => {
  const layer = createLayer(kind as LayerKind, 'l1') as Layer; // a key of the table
  await expect(buildFromKeras(layer, [3, 4])).rejects.toThrow();
});

/** A layer of two inputs has a model of its own below, as for the kinds of `references`. */
const isInTfjs = (kind: LayerKind): boolean =>
  refusedByTfjs[kind] === undefined &&
  references[kind] === undefined &&
  definitionOf(kind).lookBack === undefined;

describe.each(layerKinds.filter(isInTfjs))('%s as Keras knows it', (kind) => {
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
  });
});

const inWords = Object.entries(references).map(([kind, { reason }]) => ({ kind, reason }));

test.each(inWords)('$kind, not asked of tfjs since $reason, is its formula', ({ kind }) => {
  const known = kind as LayerKind; // a key of references
  const reference = references[known] as Reference<LayerKind>;
  fc.assert(
    fc.property(layerOf(known), fc.tuple(side, side), (layer, input) => {
      const specs = definitionOf(known).weights(layer.params, input);
      const values = specs.map(({ shape }, index) => noise(sizeOf(shape), index));
      const images = [noise(sizeOf(input), 8), noise(sizeOf(input), 9)];
      const weightNamed = (name: string, columns: number) =>
        matrixOf(values[specs.findIndex((spec) => spec.name === name)] ?? [], columns);
      const expected = images.flatMap((x) =>
        reference.output(matrixOf(x, input[1]), layer.params, weightNamed).flat(),
      );
      tf.tidy(() => {
        const weights = specs.map(({ shape }, index) => tf.tensor(values[index] ?? [], [...shape]));
        const x = tf.tensor(
          images.flatMap((image) => [...image]),
          [2, ...input],
        );
        const actual = runLayer(layer, x, weights).dataSync();
        expect(actual).toHaveLength(expected.length);
        expect(largestDifference(actual, expected)).toBeLessThan(1e-5);
      });
    }),
    runs,
  );
});

/** Keras' functional form of a residual connection; its projection is a layer of its own there. */
function residualModel(skip: Shape, input: Shape, strides: number | null): tf.LayersModel {
  const [from, beside] = [skip, input].map((shape) => tf.input({ shape: [...shape] }));
  if (from === undefined || beside === undefined) throw new Error('two inputs');
  const channels = input.at(-1) ?? 1;
  const projection =
    skip.length === 3
      ? tf.layers.conv2d({ filters: channels, kernelSize: 1, strides: strides ?? 1 })
      : tf.layers.dense({ units: channels });
  const shortcut = strides === null ? from : (projection.apply(from) as tf.SymbolicTensor);
  const outputs = tf.layers.add().apply([beside, shortcut]) as tf.SymbolicTensor;
  return tf.model({ inputs: [beside, from], outputs });
}

test.each<{ skip: Shape; input: Shape; strides: number | null }>([
  { skip: [6, 6, 3], input: [6, 6, 3], strides: null },
  { skip: [6, 6, 3], input: [6, 6, 5], strides: 1 },
  { skip: [7, 7, 4], input: [4, 4, 8], strides: 2 },
  { skip: [9, 9, 2], input: [3, 3, 2], strides: 3 },
  { skip: [12], input: [12], strides: null },
  { skip: [12], input: [7], strides: 1 },
  { skip: [5, 3], input: [5, 4], strides: 1 },
])('Add of $input and $skip is what Keras has in two layers', ({ skip, input, strides }) => {
  const layer = createLayer('add', 'l1', {
    shortcut: strides === null ? 'identity' : 'projection',
  });
  const shapes = layerDefinitions.add.lookBack?.withSkip(skip);
  const specs = shapes?.weights(layer.params, input) ?? [];
  const model = residualModel(skip, input, strides);
  expect(shapes?.outputShape(layer.params, input)).toEqual({ ok: true, shape: input });
  expect(model.outputShape).toEqual([null, ...input]);
  expect(model.getWeights().map(({ shape }) => shape)).toEqual(specs.map(({ shape }) => shape));
  tf.tidy(() => {
    const weights = specs.map(({ shape }, index) =>
      tf.tensor(noise(sizeOf(shape), index), [...shape]),
    );
    const [x, from] = [input, skip].map((shape, index) =>
      tf.tensor(noise(2 * sizeOf(shape), index), [2, ...shape]),
    ) as [tf.Tensor, tf.Tensor]; // two shapes
    model.setWeights(weights);
    const expected = (model.predict([x, from]) as tf.Tensor).dataSync();
    const pass = { layerIndex: 1, weights, training: null, skip: from };
    const actual = tfjsLayers.add(x, layer.params, pass).dataSync();
    expect(largestDifference(actual, expected)).toBeLessThan(1e-5);
  });
  model.dispose();
});

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
