import type { KerasConfig, KerasValue } from '../../core/layer.ts';
import { mnistShape, type Shape } from '../../core/shape.ts';
import { inputName, type KerasNode } from './graph.ts';

/** The model as Keras 3 writes it in `config.json`; add `compile_config` where it was trained. */
export const modelJson = (nodes: readonly KerasNode[], name: string) => ({
  ...{ module: 'keras.src.models.functional', class_name: 'Functional' },
  config: {
    name,
    trainable: true,
    layers: [
      {
        ...{ module: 'keras.layers', class_name: 'InputLayer' },
        config: { batch_shape: [null, ...mnistShape], dtype: 'float32', name: inputName },
        ...{ registered_name: null, name: inputName, inbound_nodes: [] },
      },
      ...nodes.map((node) => ({
        ...{ module: 'keras.layers', class_name: node.className },
        config: { name: node.name, ...withModules(node.config) },
        ...{ registered_name: null, name: node.name, inbound_nodes: [callOf(node, nodes)] },
      })),
    ],
    input_layers: [inputName, 0, 0],
    output_layers: [nodes.at(-1)?.name, 0, 0],
  },
  registered_name: 'Functional',
});

/** How a layer is called: several inputs are one list, but attention takes queries and values apart. */
function callOf({ className, inputs }: KerasNode, nodes: readonly KerasNode[]) {
  const shapeOf = (name: string): Shape =>
    nodes.find((node) => node.name === name)?.shape ?? mnistShape;
  const tensors = inputs.map((name) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null, ...shapeOf(name)], dtype: 'float32', keras_history: [name, 0, 0] },
  }));
  if (className === 'MultiHeadAttention') return { args: [...tensors, ...tensors], kwargs: {} };
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} };
}

/** The model as Keras 2 wrote it, which Keras 3 reads as well, from `.h5`; TensorFlow.js reads no other. */
export const legacyModelJson = (nodes: readonly KerasNode[], name: string) => ({
  class_name: 'Functional',
  config: {
    name,
    layers: [
      {
        class_name: 'InputLayer',
        config: { batch_input_shape: [null, ...mnistShape], dtype: 'float32', name: inputName },
        ...{ name: inputName, inbound_nodes: [] },
      },
      ...nodes.map((node) => ({
        class_name: node.className,
        config: { name: node.name, ...withModules(node.config) },
        ...{ name: node.name, inbound_nodes: [legacyCallOf(node, nodes)] },
      })),
    ],
    input_layers: [[inputName, 0, 0]],
    output_layers: [[nodes.at(-1)?.name, 0, 0]],
  },
});

/** Keras 3 finds the two inputs of attention in its own form alone, and so does tf-keras in the older one. */
const legacyCallOf = (node: KerasNode, nodes: readonly KerasNode[]) =>
  node.className === 'MultiHeadAttention'
    ? callOf(node, nodes)
    : node.inputs.map((name) => [name, 0, 0, {}]);

type Json = KerasValue | { readonly [name: string]: Json };

/** Keras 3 names the module of every object inside a config. */
const withModules = (config: KerasConfig): { readonly [name: string]: Json } =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null && 'class_name' in value
        ? {
            ...{ module: moduleOf(key), class_name: value.class_name },
            config: withModules(value.config),
            registered_name: null,
          }
        : value,
    ]),
  );

function moduleOf(key: string): string {
  if (key.endsWith('_initializer')) return 'keras.initializers';
  return key.endsWith('_regularizer') ? 'keras.regularizers' : 'keras.layers';
}
