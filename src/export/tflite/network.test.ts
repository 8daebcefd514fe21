import { expect, test } from 'vitest';
import { lowerLayers } from '../../compression/quantize/lower.ts';
import { initialWeights } from '../../core/initialize.ts';
import { createLayer, type LayerKind, type LayerParams } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { type FloatStorage, floatArithmetic } from './float.ts';
import { floatLayers } from './float-layers.ts';
import type { Graph } from './graph.ts';
import { networkGraphs } from './network.ts';

const layer = <K extends LayerKind>(kind: K, params: Partial<LayerParams<K>> = {}) =>
  createLayer(kind, kind, params);

function graphsOf(architecture: readonly unknown[], storage: FloatStorage = 'float32') {
  const whole = architecture as Architecture; // layers of their own kinds
  const lowered = lowerLayers({ architecture: whole, weights: initialWeights(whole, 1) });
  const arithmetic = floatArithmetic(lowered.weights, storage);
  return networkGraphs(lowered.architecture, arithmetic, floatLayers(arithmetic));
}

const mainOf = (...of: Parameters<typeof graphsOf>): Graph => {
  const [main] = graphsOf(...of);
  if (main === undefined) throw new Error('no graph');
  return main;
};

const kindsOf = ({ operators }: Graph): readonly string[] => operators.map(({ kind }) => kind);
const typesOf = ({ tensors }: Graph): readonly string[] =>
  tensors.flatMap(({ data, type }) => (data === null ? [] : [type]));

const residual = [
  layer('conv2d', { filters: 4, padding: 'same', strides: 4 }),
  layer('batchNormalization'),
  layer('activation', { activation: 'relu' }),
  layer('conv2d', { filters: 4, padding: 'same' }),
  layer('add', { span: 1 }),
  layer('activation', { activation: 'relu' }),
  layer('globalAveragePooling2d'),
  layer('dense', { units: 10 }),
];

test('norms and ReLUs are inside the operators before them', () => {
  const main = mainOf(residual);
  expect(kindsOf(main)).toEqual(['CONV_2D', 'CONV_2D', 'ADD', 'MEAN', 'FULLY_CONNECTED']);
  const reluOf = (place: number, id: number) =>
    main.operators[place]?.options.find((field) => field.id === id)?.value;
  expect([reluOf(0, 3), reluOf(1, 3), reluOf(2, 0)]).toEqual([1, 0, 1]);
});

test('a ReLU stands alone where an Add looks back to what came before it', () => {
  const architecture = [...residual.slice(0, 6), layer('add', { span: 1 }), ...residual.slice(6)];
  expect(kindsOf(mainOf(architecture)).slice(2, 5)).toEqual(['ADD', 'RELU', 'ADD']);
});

test('the image and the logits are the ends, and the batch is free', () => {
  const { tensors, inputs, outputs } = mainOf(residual);
  const [image, logits] = [tensors[inputs[0] ?? -1], tensors[outputs[0] ?? -1]];
  expect(image).toMatchObject({ name: 'image', shape: [1, 28, 28, 1], hasBatch: true });
  expect(logits).toMatchObject({ name: 'logits', shape: [1, 10], hasBatch: true });
});

test('a dense kernel has its outputs first', () => {
  const architecture = [layer('flatten'), layer('dense', { units: 10 })];
  const [kernel] = initialWeights(architecture as Architecture, 1);
  const { tensors } = mainOf(architecture);
  const written = tensors.find(({ name }) => name === 'dense/kernel');
  expect(written?.shape).toEqual([10, 784]);
  const values = new Float32Array(written?.data?.buffer ?? new ArrayBuffer(0));
  expect(values[784 * 3 + 5]).toBe(kernel?.[5 * 10 + 3]);
});

test('dynamic range leaves kernels of fewer than 1,024 numbers as they are', () => {
  const small = [layer('globalAveragePooling2d'), layer('dense', { units: 10 })];
  expect(typesOf(mainOf(small, 'dynamic'))).not.toContain('int8');
  const large = mainOf([layer('flatten'), layer('dense', { units: 10 })], 'dynamic');
  const kernel = large.tensors.find(({ type }) => type === 'int8');
  expect(kernel).toMatchObject({ shape: [10, 784], quantization: { axis: 0, zeroPoint: 0 } });
  expect(kernel?.quantization?.scales).toHaveLength(10);
});

test('float16 weights are widened before they are used', () => {
  const main = mainOf([layer('flatten'), layer('dense', { units: 10 })], 'float16');
  expect(kindsOf(main)).toEqual(['RESHAPE', 'DEQUANTIZE', 'DEQUANTIZE', 'FULLY_CONNECTED']);
  expect(typesOf(main)).not.toContain('float32');
});

test.each(['simpleRnn', 'gru', 'lstm'] as const)(
  'a loop of %s carries the shapes that it takes',
  (kind) => {
    const [main, ...loops] = graphsOf([
      layer('reshape'),
      layer(kind, { units: 3, returnSequences: true, bidirectional: true }),
      layer('globalAveragePooling1d'),
      layer('dense', { units: 10 }),
    ]);
    expect(loops).toHaveLength(4);
    const whiles = main?.operators.filter((operator) => operator.kind === 'WHILE') ?? [];
    const [condition, body] = loops;
    const shapesOf = (graph: Graph | undefined, places: readonly number[] = []) =>
      places.map((place) => graph?.tensors[place]?.shape);
    expect(shapesOf(body, body?.inputs)).toEqual(shapesOf(main, whiles[0]?.inputs));
    expect(shapesOf(body, body?.outputs)).toEqual(shapesOf(body, body?.inputs));
    expect(shapesOf(condition, condition?.inputs)).toEqual(shapesOf(body, body?.inputs));
  },
);
