import { type ForeignLayer, type ForeignNetwork, named } from '../foreign.ts';
import { refuse } from '../refusal.ts';
import { Config } from './config.ts';

/** A network as a graph, without what does nothing and without a softmax at its end. */
export interface Graph {
  readonly input: string;
  readonly output: string;
  readonly inputShape: readonly number[];
  layer(name: string): ForeignLayer | null;
  /** Layers that take what a layer gives. */
  consumers(name: string): readonly ForeignLayer[];
}

const idle = ['Identity', 'ActivityRegularization'];
const inputShapes = ['28,28', '28,28,1', '784'];

/** @throws Refusal where it does not go from an image to its output */
export function graphOf(network: ForeignNetwork, notes: string[]): Graph {
  const { inputShape } = network;
  if (!inputShapes.includes(inputShape.join()))
    refuse(
      `The network takes ${inputShape.join('×')}, here every image is 28×28×1 (28×28 and 784 are read too)`,
    );
  const { layers, output } = withoutSoftmax(network, notes);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const working = (name: string): string => {
    let layer = byName.get(name);
    for (let steps = 0; layer !== undefined && isIdle(layer) && steps < layers.length; steps++)
      layer = byName.get(layer.inputs[0] ?? '');
    return layer?.name ?? name;
  };
  const consumers = new Map<string, ForeignLayer[]>();
  const own = layers
    .filter((layer) => !isIdle(layer))
    .map((layer) => ({ ...layer, inputs: [...new Set(layer.inputs.map(working))] }));
  for (const layer of own)
    for (const input of layer.inputs)
      consumers.set(input, [...(consumers.get(input) ?? []), layer]);
  const ownByName = new Map(own.map((layer) => [layer.name, layer]));
  return {
    ...{ input: network.input, output: working(output), inputShape },
    layer: (name) => ownByName.get(name) ?? null,
    consumers: (name) => consumers.get(name) ?? [],
  };
}

const isIdle = ({ className, config, inputs }: ForeignLayer): boolean =>
  inputs.length === 1 &&
  (idle.includes(className) || (className === 'Activation' && config['activation'] === 'linear'));

/** Our loss has the softmax: the network ends at its logits. */
function withoutSoftmax(network: ForeignNetwork, notes: string[]) {
  const last = network.layers.find(({ name }) => name === network.output);
  if (last === undefined) return refuse('The file names an output that none of its layers gives');
  const left = () =>
    notes.push(`The softmax at the end (${named(last)}) is left out: it is the loss's here`);
  const [before] = last.inputs;
  const isAlone = last.className === 'Softmax' || last.className === 'Activation';
  const isSoftmax = last.className === 'Softmax' || new Config(last, notes).isSoftmax('activation');
  if (!isSoftmax || before === undefined) return network;
  left();
  if (isAlone) {
    const layers = network.layers.filter((layer) => layer !== last);
    return { layers, output: before };
  }
  const plain = { ...last, config: { ...last.config, activation: 'linear' } };
  return {
    layers: network.layers.map((layer) => (layer === last ? plain : layer)),
    output: network.output,
  };
}
