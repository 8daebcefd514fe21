import type { KerasConfig, KerasValue } from '../../core/layer.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { inputName, type KerasNode, kerasGraph } from '../keras/graph.ts';
import { callOf, indented, pythonOf, readable } from './python.ts';

/** What goes without saying in Keras. */
const defaults: Readonly<Record<string, readonly KerasValue[]>> = {
  strides: [1],
  padding: ['valid'],
  dilation_rate: [1],
  groups: [1],
  depth_multiplier: [1],
  use_bias: [true],
  momentum: [0.99],
  epsilon: [0.001],
  return_sequences: [false],
  recurrent_activation: ['sigmoid'],
  unit_forget_bias: [true],
  reset_after: [true],
  merge_mode: ['concat'],
  axis: [-1],
};

/** Layers whose own default is not that of the others. */
const recurrent = new Set(['SimpleRNN', 'LSTM', 'GRU']);
const pooling = new Set(['MaxPooling2D', 'AveragePooling2D']);

function isDefault(className: string, key: string, value: KerasValue): boolean {
  if (key === 'activation') return value === (recurrent.has(className) ? 'tanh' : 'linear');
  if (key === 'strides' && pooling.has(className)) return false;
  if (key.endsWith('_initializer')) return nameOf(value) === 'GlorotUniform' && !isTable(key);
  return defaults[key]?.some((known) => known === value) ?? false;
}

/** Keras draws embeddings otherwise. */
const isTable = (key: string): boolean => key.startsWith('embeddings');

const nameOf = (value: KerasValue): string | null =>
  typeof value === 'object' && value !== null && 'class_name' in value ? value.class_name : null;

/** `layers.Conv2D(filters=32, kernel_size=3)`. */
function layerCall(className: string, config: KerasConfig): string {
  const told = Object.entries(config).filter(([key, value]) => !isDefault(className, key, value));
  const settings = told.map(([key, value]) => [key, settingOf(key, value)] as const);
  return callOf(`layers.${className}`, Object.fromEntries(settings));
}

function settingOf(key: string, value: KerasValue): string {
  if (typeof value !== 'object' || value === null || !('class_name' in value))
    return pythonOf(value);
  const { class_name, config } = value;
  if (key === 'layer') return layerCall(class_name, config);
  if (key.endsWith('_regularizer')) return `keras.regularizers.L2(${pythonOf(config['l2'])})`;
  return callOf(`keras.initializers.${class_name}`, {});
}

/** A function that builds the network, and checks that it is the one. */
export function builderCode(architecture: Architecture, name: string): string {
  const nodes = kerasGraph(architecture);
  const variableOf = variablesOf(nodes);
  const lines = nodes.map((node, place) => {
    const inputs = node.inputs.map(variableOf);
    const call = layerCall(node.className, node.config);
    const given = inputs.length === 1 ? inputs[0] : `[${inputs.join(', ')}]`;
    const isAttention = node.className === 'MultiHeadAttention';
    const line = `${variableOf(node.name)} = ${call}(${isAttention ? `${given}, ${given}` : given})`;
    return startsPlaces(nodes, place)
      ? `# What is added for each step's place: 0 × anything + place, looked up in a table that is learned.\n${line}`
      : line;
  });
  const { parameters } = summarize(architecture);
  const body = [
    `inputs = keras.Input((28, 28, 1))`,
    ...lines,
    `network = keras.Model(inputs, ${variableOf(nodes.at(-1)?.name ?? inputName)})  # logits: softmax is part of the loss`,
    `assert network.count_params() == ${readable(parameters)}`,
    'return network',
  ];
  return `def ${name}():\n${indented(body.join('\n'))}`;
}

/** All are `x`, but for what more than the next layer asks for. */
function variablesOf(nodes: readonly KerasNode[]): (name: string) => string {
  const variables = new Map([[inputName, 'inputs']]);
  for (const [place, { name }] of nodes.entries()) {
    const readers = nodes.filter(({ inputs }) => inputs.includes(name));
    const isNextOnly = readers.every((reader) => reader === nodes[place + 1]);
    variables.set(name, isNextOnly ? 'x' : name);
  }
  return (name) => variables.get(name) ?? 'x';
}

const startsPlaces = (nodes: readonly KerasNode[], place: number): boolean =>
  nodes[place]?.className === 'Permute' && nodes[place + 3]?.className === 'Embedding';
