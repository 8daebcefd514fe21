import { strFromU8, unzipSync } from 'fflate';
import h5wasm, { Dataset, type Group } from 'h5wasm';
import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Architecture, Recipe } from '../../core/recipe.ts';
import { sizeOf } from '../../core/shape.ts';
import { floatModel, weightsOf } from '../../core/stored-model.ts';
import { type TrainingSetup, trainingFields } from '../../core/training-setup.ts';
import { freshState } from '../../engine/wasm/test-network.ts';
import type { FinishedNetwork } from '../format.ts';
import { kerasGraph } from './graph.ts';
import { writeH5 } from './write-h5.ts';
import { writeKeras } from './write-keras.ts';

const numbered = (...layers: readonly object[]): Architecture =>
  layers.map((layer, index) => ({ ...layer, id: `l${index}` }) as Layer);

const architecture = numbered(
  createLayer('conv2d', '', { filters: 2, strides: 4, padding: 'same', frozen: true }),
  createLayer('batchNormalization', ''),
  createLayer('fire', '', { squeezeFilters: 2, expandFilters: 2, l2: 0.01 }),
  createLayer('add', '', { span: 1, shortcut: 'projection', initializer: 'he_normal' }),
  createLayer('patchEmbedding', '', { patchSize: 2, units: 4 }),
  createLayer('positionEmbedding', ''),
  createLayer('multiHeadAttention', '', { heads: 2, keyDim: 2 }),
  createLayer('gru', '', { units: 3, bidirectional: true }),
  createLayer('dense', '', { units: 10 }),
);

/** A finished network whose moments are all different numbers. */
function finished(setup: Partial<TrainingSetup> = {}, moments = 2): FinishedNetwork {
  const recipe: Recipe = { architecture, setup: { ...defaultsOf(trainingFields), ...setup } };
  const trainable = kerasGraph(architecture).flatMap(({ weights }) =>
    weights.filter(({ spec }) => spec.trainable),
  );
  const momentsOf = (order: number) =>
    trainable.map(({ spec, place }) =>
      Float32Array.from({ length: sizeOf(spec.shape) }, (_, i) => order * 1000 + place + i / 1000),
    );
  return {
    ...{ name: 'My network', recipe },
    model: floatModel(recipe, freshState(architecture, 3).weights),
    training: {
      moments: Array.from({ length: moments }, (_, order) => momentsOf(order)).flat(),
      step: 12,
    },
  };
}

/** Reads an HDF5 file. */
async function open<T>(bytes: Uint8Array, read: (root: Group) => T): Promise<T> {
  const { FS } = await h5wasm.ready;
  FS.writeFile('read.h5', bytes);
  const file = new h5wasm.File('read.h5', 'r');
  const found = read(file);
  file.close();
  return found;
}

/** All tensors of a file by their paths. */
const tensorsOf = (root: Group): ReadonlyMap<string, unknown> =>
  new Map(
    root.paths().flatMap((path) => {
      const item = root.get(path);
      return item instanceof Dataset ? [[path.replace(/^\//, ''), item.value] as const] : [];
    }),
  );

const groupOf = (root: Group, path: string): Group => root.get(path) as Group; // a group's path

async function kerasFile(network: FinishedNetwork) {
  const files = unzipSync(await writeKeras(network));
  const read = (name: string) => files[name] ?? new Uint8Array();
  return {
    config: JSON.parse(strFromU8(read('config.json'))),
    tensors: await open(read('model.weights.h5'), tensorsOf),
  };
}

test('a .keras file has every weight where Keras looks for it', async () => {
  const network = finished();
  const { tensors } = await kerasFile(network);
  const weights = [...tensors].filter(([path]) => path.startsWith('layers/'));
  expect(weights.length).toBe(network.model.tensors.length);
  const at = (path: string) => tensors.get(path);
  const values = weightsOf(network.model);
  expect(at('layers/conv2d/vars/0')).toEqual(values[0]);
  expect(at('layers/conv2d_3/vars/1')).toEqual(values[11]); // the fire's last bias
  expect(at('layers/conv2d_4/vars/0')).toEqual(values[12]); // the projection
  expect(at('layers/embedding/vars/0')).toEqual(values[16]);
  expect(at('layers/multi_head_attention/output_dense/vars/0')).toEqual(values[23]);
  expect(at('layers/bidirectional/backward_layer/cell/vars/2')).toEqual(values[30]);
});

test('the optimizer goes on where it stood: its step, and for each trained weight its moments in turn', async () => {
  const network = finished();
  const { tensors } = await kerasFile(network);
  const [first = new Float32Array()] = network.training?.moments ?? [];
  expect(Number(tensors.get('optimizer/vars/0'))).toBe(12);
  expect(tensors.get('optimizer/vars/2')).toEqual(first);
  expect(tensors.get('optimizer/vars/3')).toEqual(first.map((value) => value + 1000));
  const count = [...tensors.keys()].filter((path) => path.startsWith('optimizer/')).length;
  expect(count).toBe(2 + (network.training?.moments.length ?? 0));
});

test('moments of another optimizer are left out', async () => {
  const { tensors, config } = await kerasFile(finished({ optimizer: 'momentum' }));
  expect([...tensors.keys()].some((path) => path.startsWith('optimizer/'))).toBe(false);
  expect(config.compile_config.optimizer).toMatchObject({
    class_name: 'SGD',
    config: { momentum: 0.9, learning_rate: 1e-3 },
  });
});

test('the config keeps what training did: freezing, L2, initialisers', async () => {
  const { config } = await kerasFile(finished());
  const layers: readonly { name: string; config: object; inbound_nodes: unknown }[] =
    config.config.layers;
  const named = (name: string) => layers.find((layer) => layer.name === name);
  expect(named('conv2d')?.config).toMatchObject({ trainable: false });
  expect(named('fire_expand3x3')?.config).toMatchObject({
    kernel_regularizer: { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.01 } },
  });
  expect(named('add_projection')?.config).toMatchObject({
    kernel_initializer: { module: 'keras.initializers', class_name: 'HeNormal' },
  });
  expect(JSON.stringify(named('add')?.inbound_nodes)).toMatch(/"fire".*"add_projection"/);
});

test('an .h5 file names layers and weights in order', async () => {
  const { config, names, norm } = await open(await writeH5(finished()), (root) => ({
    config: JSON.parse(String(root.attrs['model_config']?.value)),
    names: groupOf(root, 'model_weights').attrs['layer_names']?.value as string[],
    norm: groupOf(root, 'model_weights/batch_normalization').attrs['weight_names']?.value,
  }));
  expect(config.config.name).toBe('My_network');
  expect(names.slice(0, 3)).toEqual(['conv2d', 'batch_normalization', 'fire_squeeze']);
  expect(norm).toEqual([
    'batch_normalization/gamma',
    'batch_normalization/beta',
    'batch_normalization/moving_mean',
    'batch_normalization/moving_variance',
  ]);
});
