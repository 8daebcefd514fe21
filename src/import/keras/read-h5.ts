import type { ForeignLayer, ForeignTensor } from '../foreign.ts';
import { type Hdf5Object, openHdf5 } from '../hdf5/file.ts';
import { parseJson } from '../json.ts';
import { modelOf, type ReadNetwork } from '../model.ts';
import { refuse } from '../refusal.ts';
import { lineOf } from './line.ts';
import { networkOf } from './network.ts';
import { tensorOf } from './read-keras.ts';

/** A whole model in HDF5, the older format of Keras. @throws Refusal */
export function readH5(bytes: Uint8Array, notes: string[]): ReadNetwork {
  const root = openHdf5(bytes);
  const [config] = root.texts('model_config') ?? [];
  if (config === undefined)
    return refuse(
      'The file holds weights and no layers: save the whole model with model.save("name.keras") and open that',
    );
  const network = networkOf(parseJson(new TextEncoder().encode(config), 'model_config'));
  const line = lineOf(network, notes);
  const weights = root.child('model_weights');
  if (weights === null) return refuse('The file describes layers, but has no weights of them');
  return modelOf(line, (layer) => tensorsOf(weights, layer));
}

function tensorsOf(weights: Hdf5Object, { name }: ForeignLayer): ForeignTensor[] {
  const group = weights.child(name);
  return (group?.texts('weight_names') ?? []).map((path) => {
    const dataset = group?.child(path) ?? null;
    if (dataset === null)
      return refuse(`The file names a weight that is not in it: ${path.slice(0, 80)}`);
    return tensorOf(dataset, path.split('/').at(-1) ?? path);
  });
}
