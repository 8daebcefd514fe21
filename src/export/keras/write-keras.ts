import { strToU8, zipSync } from 'fflate';
import { weightsOf } from '../../core/stored-model.ts';
import type { WriteNetwork } from '../format.ts';
import { about, kerasVersion, modelName } from './about.ts';
import { kerasGraph } from './graph.ts';
import { groupAt, writeHdf5, writeTensor } from './h5.ts';
import { modelJson } from './model-json.ts';
import { kerasLoss, kerasOptimizer, optimizerVariables } from './optimizer.ts';
import { weightPaths } from './weight-paths.ts';

/** Keras 3's own file: what the model is, and its weights with the optimizer's beside them. */
export const writeKeras: WriteNetwork = async (network) => {
  const nodes = kerasGraph(network.model.architecture);
  const variables = optimizerVariables(network, nodes);
  const { className, config } = kerasOptimizer(network.recipe.setup);
  const weights = weightsOf(network.model);
  const hdf5 = await writeHdf5((root) => {
    for (const { path, shape, place } of weightPaths(nodes)) {
      const [name, ...groups] = path.split('/').reverse();
      const values = weights[place] ?? new Float32Array();
      writeTensor(groupAt(root, groups.reverse().join('/')), name ?? '', { shape, values });
    }
    variables?.forEach((variable, place) => {
      writeTensor(groupAt(root, 'optimizer/vars'), String(place), variable);
    });
  });
  const object = (module: string, object: { className: string; config: object }) => ({
    ...{ module, class_name: object.className, config: object.config, registered_name: null },
  });
  const model = {
    ...modelJson(nodes, modelName(network.name)),
    compile_config: {
      optimizer: object('keras.optimizers', { className, config }),
      loss: object('keras.losses', kerasLoss),
      metrics: ['accuracy'],
    },
  };
  const json = (value: object) => strToU8(JSON.stringify(value));
  return zipSync(
    {
      'metadata.json': json({ ...kerasVersion, ...about(network.model) }),
      'config.json': json(model),
      'model.weights.h5': hdf5,
    },
    { level: 0, mtime: '1980-01-01' },
  );
};
