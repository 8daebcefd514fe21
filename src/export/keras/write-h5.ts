import { weightsOf } from '../../core/stored-model.ts';
import type { WriteNetwork } from '../format.ts';
import { about, kerasVersion, modelName } from './about.ts';
import { type KerasNode, kerasGraph } from './graph.ts';
import { type Group, groupAt, writeHdf5, writeTensor } from './h5.ts';
import { legacyModelJson } from './model-json.ts';
import { kerasLoss, kerasOptimizer } from './optimizer.ts';

interface Named {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | bigint;
}

/**
 * The HDF5 file of Keras 2, which Keras 3 and tf-keras read. Without the optimizer's state: Keras 3 cannot train on from a
 * file that has it, its own included.
 */
export const writeH5: WriteNetwork = async (network) => {
  const nodes = kerasGraph(network.model.architecture);
  const weights = weightsOf(network.model);
  return writeHdf5((root) => {
    const attributes = {
      ...{ keras_version: kerasVersion.keras_version, backend: 'tensorflow' },
      ...about(network.model),
      model_config: JSON.stringify(legacyModelJson(nodes, modelName(network.name))),
      training_config: JSON.stringify(trainingConfig(network.recipe.setup)),
    };
    for (const [name, text] of Object.entries(attributes)) root.create_attribute(name, text);
    writeLayers(groupAt(root, 'model_weights'), nodes, weights);
  });
};

function trainingConfig(setup: Parameters<typeof kerasOptimizer>[0]) {
  const { className, config } = kerasOptimizer(setup);
  return {
    optimizer_config: { class_name: className, config },
    loss: { class_name: kerasLoss.className, config: kerasLoss.config },
    ...{ metrics: ['accuracy'], weighted_metrics: null, loss_weights: null },
  };
}

function writeLayers(
  group: Group,
  nodes: readonly KerasNode[],
  weights: readonly Float32Array[],
): void {
  writeNames(
    group,
    'layer_names',
    nodes.map(({ name }) => name),
  );
  group.create_attribute('keras_version', kerasVersion.keras_version);
  group.create_attribute('backend', 'tensorflow');
  for (const node of nodes) {
    const named = node.weights.map(({ spec, place }) => ({
      name: `${node.name}/${spec.name}`,
      shape: spec.shape,
      values: weights[place] ?? new Float32Array(),
    }));
    // As in Keras: what is trained before what is not.
    const isTrained = node.weights.map(({ spec }) => spec.trainable);
    const inOrder = [true, false].flatMap((one) => named.filter((_, i) => isTrained[i] === one));
    writeNamed(groupAt(group, node.name), inOrder);
  }
}

/** Tensors, and in an attribute their names: they are read in its order. */
function writeNamed(group: Group, tensors: readonly Named[]): void {
  writeNames(
    group,
    'weight_names',
    tensors.map(({ name }) => name),
  );
  for (const tensor of tensors) {
    const [name, ...groups] = tensor.name.split('/').reverse();
    writeTensor(groupAt(group, groups.reverse().join('/')), name ?? '', tensor);
  }
}

function writeNames(group: Group, attribute: string, names: readonly string[]): void {
  if (names.length > 0) group.create_attribute(attribute, [...names]);
  else group.create_attribute(attribute, [], [0], '<d'); // Keras' own way to say none
}
