import { fromFloat16 } from '../../core/float16.ts';
import { sizeOf } from '../../core/shape.ts';
import type { ForeignLayer, ForeignTensor, TensorsOf } from '../foreign.ts';
import { isObject, type JsonObject, parseJson, shown } from '../json.ts';
import { lineOf } from '../keras/line.ts';
import { networkOf } from '../keras/network.ts';
import { modelOf, type ReadNetwork } from '../model.ts';
import { refuse } from '../refusal.ts';

/** Gives one of the files that `model.json` names; null where it is not there. */
type FindFile = (name: string) => Promise<Uint8Array | null>;

/** A layers model of TensorFlow.js: `model.json` and its files of weights. @throws Refusal */
export async function readTfjs(
  json: Uint8Array,
  { find, notes }: { find: FindFile; notes: string[] },
): Promise<ReadNetwork> {
  const model = parseJson(json, 'model.json');
  const {
    format,
    modelTopology: topology,
    weightsManifest: manifest,
  } = isObject(model) ? model : {};
  if (format === 'graph-model')
    refuse(
      'This is a graph model of TensorFlow.js, whose layers are taken apart: save the Keras model itself, or convert it as a layers model',
    );
  if (!isObject(topology) || !Array.isArray(manifest))
    return refuse(
      'The JSON is not a model.json of TensorFlow.js: it has no modelTopology or no weightsManifest',
    );
  const network = networkOf(topology['model_config'] ?? topology);
  const line = lineOf(network, notes);
  const findOnce = onlyOnce(find);
  const tensors = (await Promise.all(manifest.map((group) => tensorsIn(group, findOnce)))).flat();
  return modelOf(line, byLayer(tensors, network.layers));
}

/** Every file is copied where it is named: one that is named a thousand times would take hours. */
function onlyOnce(find: FindFile): FindFile {
  const named = new Set<string>();
  return (name) => {
    if (named.has(name)) refuse(`model.json names ${shown(name)} twice`);
    named.add(name);
    return find(name);
  };
}

/** A weight's name has its layer's in it: `dense/kernel`, `sequential/dense/kernel`. */
function byLayer(tensors: readonly ForeignTensor[], layers: readonly ForeignLayer[]): TensorsOf {
  const names = new Set(layers.map(({ name }) => name));
  const found = new Map<string, ForeignTensor[]>();
  for (const tensor of tensors) {
    const name = tensor.name.split('/').find((part) => names.has(part)) ?? '';
    const own = found.get(name);
    if (own === undefined) found.set(name, [tensor]);
    else own.push(tensor);
  }
  return ({ name }) => found.get(name) ?? [];
}

/** Tensors of a group of the manifest: its files end to end. */
async function tensorsIn(group: unknown, find: FindFile): Promise<readonly ForeignTensor[]> {
  const { paths, weights } = isObject(group) ? group : {};
  if (!Array.isArray(paths) || !Array.isArray(weights))
    return refuse('The weightsManifest of model.json is damaged');
  const parts: Uint8Array[] = [];
  for (const path of paths) parts.push(await fileOf(path, find));
  const data = parts.length === 1 ? (parts[0] ?? new Uint8Array()) : joined(parts);
  let at = 0;
  return weights.map((entry) => {
    const { name, shape, read, bytes } = entryOf(entry);
    const start = at;
    at += bytes;
    if (at > data.length) refuse(`The files of weights end in the middle of ${name}`);
    return { name, shape, read: () => read(data.slice(start, start + bytes).buffer) };
  });
}

async function fileOf(path: unknown, find: FindFile): Promise<Uint8Array> {
  if (typeof path !== 'string') return refuse('The weightsManifest of model.json is damaged');
  const name = path.split('/').at(-1) ?? path;
  const file = await find(name);
  return (
    file ??
    refuse(`model.json needs ${shown(name)} beside it: open both together, or a zip of them`)
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  read(data: ArrayBuffer): Float32Array;
}

function entryOf(entry: unknown): Entry {
  const { name, shape, dtype, quantization } = isObject(entry) ? entry : {};
  const isShape =
    Array.isArray(shape) &&
    shape.length <= 8 &&
    shape.every((side): side is number => Number.isSafeInteger(side) && side >= 0);
  if (typeof name !== 'string' || !isShape)
    return refuse('The weightsManifest of model.json is damaged');
  const coding = codingOf(name, { dtype, quantization });
  return {
    name: name.slice(0, 200),
    shape,
    bytes: sizeOf(shape) * coding.bytes,
    read: coding.read,
  };
}

/** How a weight's values are kept: float32, or fewer bits of them. */
function codingOf(
  name: string,
  { dtype, quantization }: { dtype: unknown; quantization: unknown },
): Pick<Entry, 'bytes' | 'read'> {
  const kept = isObject(quantization) ? quantization['dtype'] : dtype;
  if (kept === 'float32') return { bytes: 4, read: (data) => new Float32Array(data) };
  if (kept === 'float16')
    return { bytes: 2, read: (data) => Float32Array.from(new Uint16Array(data), fromFloat16) };
  const affine = isObject(quantization) ? affineOf(quantization) : null;
  if (affine !== null && kept === 'uint8')
    return { bytes: 1, read: (data) => Float32Array.from(new Uint8Array(data), affine) };
  if (affine !== null && kept === 'uint16')
    return { bytes: 2, read: (data) => Float32Array.from(new Uint16Array(data), affine) };
  return refuse(
    `The weight ${name.slice(0, 80)} is of type ${shown(kept)}, which is not read here`,
  );
}

function affineOf({ min, scale }: JsonObject): ((code: number) => number) | null {
  if (typeof min !== 'number' || typeof scale !== 'number') return null;
  return (code) => code * scale + min;
}
