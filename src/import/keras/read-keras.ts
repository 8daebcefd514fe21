import { snakeCase } from '../../core/summary.ts';
import type { ForeignLayer, ForeignTensor, TensorsOf } from '../foreign.ts';
import { type Hdf5Object, isHdf5, openHdf5 } from '../hdf5/file.ts';
import { parseJson } from '../json.ts';
import { modelOf, type ReadNetwork } from '../model.ts';
import { refuse } from '../refusal.ts';
import type { Zip } from '../zip.ts';
import { lineOf } from './line.ts';
import { networkOf } from './network.ts';

const parts = { config: 'config.json', weights: 'model.weights.h5' };

export const isKerasZip = ({ names }: Zip): boolean =>
  names.includes(parts.config) && names.includes(parts.weights);

/** A `.keras` file of Keras 3 or of Keras 2.12 and later. @throws Refusal */
export async function readKeras(zip: Zip, notes: string[]): Promise<ReadNetwork> {
  const network = networkOf(parseJson(await zip.read(parts.config), parts.config));
  const line = lineOf(network, notes);
  const weights = await zip.read(parts.weights);
  if (!isHdf5(weights)) refuse(`${parts.weights} in the file is not HDF5`);
  const root = openHdf5(weights);
  const holder = root.child('layers') ?? root.child('_layer_checkpoint_dependencies');
  if (holder === null) return refuse(`${parts.weights} has no weights of layers in it`);
  return modelOf(line, tensorsIn(holder, network.layers));
}

/** Layers are numbered by class in the order of the file, whatever their names. */
function tensorsIn(holder: Hdf5Object, layers: readonly ForeignLayer[]): TensorsOf {
  const seen = new Map<string, number>();
  const paths = new Map<string, string>();
  for (const { name, className } of layers) {
    const group = snakeCase(className.replaceAll(/\W/g, ''));
    const count = seen.get(group) ?? 0;
    seen.set(group, count + 1);
    paths.set(name, count === 0 ? group : `${group}_${count}`);
  }
  return ({ name }) => {
    const group = holder.child(paths.get(name) ?? name);
    return group === null ? [] : variablesIn(group);
  };
}

/** Layers inside a layer, in Keras' order of their weights. */
const inner = [
  ...['cell', 'forward_layer', 'backward_layer'],
  ...['query_dense', 'key_dense', 'value_dense', 'output_dense'],
  ...['_query_dense', '_key_dense', '_value_dense', '_output_dense'],
];
/** More than any layer has. */
const mostVariables = 16;

function variablesIn(group: Hdf5Object): ForeignTensor[] {
  const own: ForeignTensor[] = [];
  const variables = group.child('vars');
  for (let place = 0; place < mostVariables; place++) {
    const dataset = variables?.child(`${place}`) ?? null;
    if (dataset === null) break;
    own.push(tensorOf(dataset, `weight ${place}`));
  }
  const innerGroups = inner.map((name) => group.child(name)).filter((found) => found !== null);
  return [...own, ...innerGroups.flatMap(variablesIn)];
}

/** @throws Refusal where it is not a dataset of floats */
export function tensorOf(dataset: Hdf5Object, name: string): ForeignTensor {
  const { shape } = dataset;
  if (shape === null) return refuse(`The file's ${name} is not a list of floats`);
  return { name, shape, read: () => dataset.floats() };
}
