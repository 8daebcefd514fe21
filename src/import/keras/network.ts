import { maxLayers } from '../../core/recipe.ts';
import { type ForeignLayer, type ForeignNetwork, named } from '../foreign.ts';
import { isObject, type JsonObject, shown } from '../json.ts';
import { refuse } from '../refusal.ts';

/** Several of theirs may become one of ours. */
const mostLayers = 4 * maxLayers;

/** A network out of the JSON that Keras 2, Keras 3 and TensorFlow.js write of it. @throws Refusal */
export function networkOf(description: unknown): ForeignNetwork {
  if (!isObject(description)) return refuse('The file does not describe its layers');
  const { class_name: kind, config } = description;
  if (kind === 'Sequential')
    return sequential(Array.isArray(config) ? { layers: config } : asObject(config));
  if (kind === 'Functional' || kind === 'Model') return functional(asObject(config));
  return refuse(
    `The model is a ${shown(kind)}: only Sequential and functional models are read, since others are made by code that is not in the file`,
  );
}

const asObject = (value: unknown): JsonObject =>
  isObject(value) ? value : refuse('The file does not describe its layers');

function layersOf({ layers }: JsonObject): readonly JsonObject[] {
  if (!Array.isArray(layers) || layers.length === 0)
    return refuse('The file does not describe its layers');
  if (layers.length > mostLayers)
    refuse(`The network has ${layers.length} layers, at most ${maxLayers} fit here`);
  return layers.map(asObject);
}

function layerOf(layer: JsonObject): Omit<ForeignLayer, 'inputs'> {
  const { class_name: className, config, name } = layer;
  const own = asObject(config);
  const given = name ?? own['name'];
  if (typeof className !== 'string' || typeof given !== 'string')
    return refuse('A layer of the file has no class or name');
  if (className === 'Sequential' || className === 'Functional' || className === 'Model')
    refuse(`There is a whole model inside the model, ${shown(given)}: only layers are read`);
  return { name: given, className, config: own };
}

function sequential(config: JsonObject): ForeignNetwork {
  const described = layersOf(config).map(layerOf);
  const [first] = described;
  const hasInput = first?.className === 'InputLayer';
  const input = hasInput ? first.name : 'the input';
  const layers = described.map((layer, place) => {
    const before = described[place - 1]?.name ?? 'the input';
    return { ...layer, inputs: place === 0 && hasInput ? [] : [before] };
  });
  const built = config['build_input_shape'];
  const inputShape = inputShapeOf(first?.config ?? {}) ?? shapeOf(built);
  return withUniqueNames({
    ...{ layers, input, output: layers.at(-1)?.name ?? input },
    inputShape: inputShape ?? refuse('The file does not say what shape its input has'),
  });
}

function withUniqueNames(network: ForeignNetwork): ForeignNetwork {
  const names = new Set(network.layers.map(({ name }) => name));
  if (names.size < network.layers.length) refuse('Two layers of the file have the same name');
  return network;
}

/** Keras 3 says `batch_shape`, Keras 2 and TensorFlow.js `batch_input_shape`. */
const inputShapeOf = (config: JsonObject) =>
  shapeOf(config['batch_shape'] ?? config['batch_input_shape']);

function shapeOf(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > 8) return null;
  const [, ...shape] = value;
  return shape.every((side) => Number.isInteger(side)) ? shape : null;
}

function functional(config: JsonObject): ForeignNetwork {
  const layers = layersOf(config).map((layer) => {
    const known = layerOf(layer);
    return { ...known, inputs: inboundOf(layer['inbound_nodes'], known) };
  });
  const [input, output] = [onlyOne(config, 'input_layers'), onlyOne(config, 'output_layers')];
  const inputLayer = layers.find(({ name }) => name === input);
  const inputShape = inputShapeOf(inputLayer?.config ?? {});
  return withUniqueNames({
    ...{ layers, input, output },
    inputShape: inputShape ?? refuse('The file does not say what shape its input has'),
  });
}

/** `["dense", 0, 0]`, or a list of one such. */
function onlyOne(config: JsonObject, field: 'input_layers' | 'output_layers'): string {
  let value = config[field];
  if (Array.isArray(value) && value.length === 1) [value] = value;
  if (Array.isArray(value) && typeof value[0] === 'string') return value[0];
  return refuse(
    `The model has several ${field === 'input_layers' ? 'inputs' : 'outputs'}: a network here has one`,
  );
}

/** Names of the layers that a layer is called on, in any of the ways that they are written. */
function inboundOf(nodes: unknown, layer: Omit<ForeignLayer, 'inputs'>): readonly string[] {
  if (!Array.isArray(nodes) || nodes.length === 0) return [];
  if (nodes.length > 1)
    refuse(`${named(layer)} is used more than once: shared layers are not read`);
  const [node] = nodes;
  const names = new Set<string>();
  if (isObject(node)) {
    collectTensors([node['args'], node['kwargs']], names);
    refuseCallOptions(node['kwargs'], layer);
  } else collectHistories(node, { names, layer });
  return [...names];
}

/** Keras 3: `{ class_name: "__keras_tensor__", config: { keras_history: ["dense", 0, 0] } }` anywhere in the arguments. */
function collectTensors(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const part of value) collectTensors(part, names);
  if (!isObject(value)) return;
  if (value['class_name'] !== '__keras_tensor__') {
    collectTensors(Object.values(value), names);
    return;
  }
  const { config } = value;
  const history = isObject(config) ? config['keras_history'] : null;
  if (Array.isArray(history) && typeof history[0] === 'string') names.add(history[0]);
}

/** Keras 2: `[["dense", 0, 0, {}], …]`, the options may name further tensors. */
function collectHistories(
  node: unknown,
  place: { names: Set<string>; layer: Omit<ForeignLayer, 'inputs'> },
): void {
  if (!Array.isArray(node)) return;
  const histories = typeof node[0] === 'string' ? [node] : node;
  for (const history of histories) {
    if (!Array.isArray(history) || typeof history[0] !== 'string') continue;
    place.names.add(history[0]);
    const [, , , options] = history;
    if (!isObject(options)) continue;
    for (const option of Object.values(options)) if (isHistory(option)) place.names.add(option[0]);
    refuseCallOptions(options, place.layer);
  }
}

const isHistory = (value: unknown): value is [string, number, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';

/** What changes what a layer computes when it is called. */
function refuseCallOptions(options: unknown, layer: Omit<ForeignLayer, 'inputs'>): void {
  if (!isObject(options)) return;
  if (layer.className === 'BatchNormalization' && options['training'] === true)
    refuse(`${named(layer)} is called with training, which no layer here has`);
  for (const name of ['use_causal_mask', 'attention_mask', 'mask', 'initial_state'])
    if (options[name] !== undefined && options[name] !== null && options[name] !== false)
      refuse(`${named(layer)} is called with ${name}, which no layer here has`);
}
