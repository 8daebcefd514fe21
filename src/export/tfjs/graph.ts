import { type KerasConfig, type KerasValue, leakyReluSlope } from '../../core/layer.ts';
import type { Architecture } from '../../core/recipe.ts';
import { type KerasNode, kerasGraph } from '../keras/graph.ts';

const leakyRelu: KerasConfig = { alpha: leakyReluSlope };

/** A network as layers that tfjs-layers 4.22 has. @param architecture one that `missingInTfjs` finds nothing in */
export function tfjsGraph(architecture: Architecture): readonly KerasNode[] {
  const renamed = new Map<string, string>();
  return kerasGraph(architecture).flatMap((node): readonly KerasNode[] => {
    const inputs = node.inputs.map((name) => renamed.get(name) ?? name);
    const config = configOf(node.config);
    const own = { ...node, inputs, config };
    if (node.className === 'SpatialDropout2D') {
      renamed.set(node.name, inputs[0] ?? ''); // nothing at inference, and tfjs has it in one dimension only
      return [];
    }
    if (config['activation'] !== 'leaky_relu') return [own];
    if (node.className === 'Activation')
      return [{ ...own, className: 'LeakyReLU', config: leakyRelu }];
    const name = `${node.name}_leaky_relu`;
    renamed.set(node.name, name);
    return [
      { ...own, config: { ...config, activation: 'linear' } },
      { ...own, name, className: 'LeakyReLU', config: leakyRelu, inputs: [node.name], weights: [] },
    ];
  });
}

/** The same under the names that tfjs has for initialisers and regularizers. */
const configOf = (config: KerasConfig): KerasConfig =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, renamedIn(key, value)]));

function renamedIn(key: string, value: KerasValue): KerasValue {
  if (typeof value !== 'object' || value === null || !('class_name' in value)) return value;
  const { class_name, config } = value;
  if (class_name === 'L2') return { class_name: 'L1L2', config: { l1: 0, ...config } };
  if (class_name.startsWith('Lecun'))
    return { class_name: class_name.replace('Lecun', 'LeCun'), config };
  // A layer inside a layer, whose name stands in those of its weights.
  return key === 'layer' ? { class_name, config: { name: innerName, ...configOf(config) } } : value;
}

const innerName = 'rnn';

/** What tfjs calls a weight of a node, and finds it by. */
export const weightName = ({ name, className }: KerasNode, weight: string): string =>
  className === 'Bidirectional'
    ? `${name}/${weight.replace(/^(forward|backward)_/, `$1_${innerName}/`)}`
    : `${name}/${weight.replace(/^.*\//, '')}`;
