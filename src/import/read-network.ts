import type { StoredModel } from '../core/stored-model.ts';
import { numbersProblem } from '../export/numbers-problem.ts';
import { readModelFile } from '../export/read-model-file.ts';
import { isHdf5 } from './hdf5/file.ts';
import { readH5 } from './keras/read-h5.ts';
import { isKerasZip, readKeras } from './keras/read-keras.ts';
import type { ReadNetwork } from './model.ts';
import { isOnnx, readOnnx } from './onnx/read-onnx.ts';
import { Refusal, refuse } from './refusal.ts';
import { readTfjs } from './tfjs/read-tfjs.ts';
import { isZip, Zip } from './zip.ts';

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a file was. */
export type ForeignFormat = 'Sizewise' | 'Keras' | 'Keras HDF5' | 'TensorFlow.js' | 'ONNX';

export type NetworkResult =
  | (ReadNetwork & {
      readonly ok: true;
      readonly format: ForeignFormat;
      /** Harmless differences, each in a sentence. */
      readonly notes: readonly string[];
    })
  | { readonly ok: false; readonly message: string };

/** All files of a network together. */
const mostBytes = 200e6;

/**
 * Reads a trained network out of files of any tool that is known here. Any bytes may be given: what is not read is refused in
 * words.
 */
export async function readNetwork(files: readonly NamedFile[]): Promise<NetworkResult> {
  const notes: string[] = [];
  try {
    return { ok: true, ...(await readFiles(files, notes)), notes: [...new Set(notes)] };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    // What reaches past the end of its bytes.
    if (error instanceof RangeError)
      return { ok: false, message: 'The file is damaged or cut short' };
    throw error;
  }
}

type Read = ReadNetwork & { readonly format: ForeignFormat };

async function readFiles(files: readonly NamedFile[], notes: string[]): Promise<Read> {
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostBytes)
    refuse('The file is larger than 200 MB, more than any network that fits here');
  const [first] = files;
  if (first === undefined) return refuse('There is no file');
  if (files.length === 1) return readFile(first, notes);
  const json = files.filter(({ name }) => /\.json$/i.test(name));
  const [model] = json;
  if (model === undefined || json.length > 1)
    return refuse(
      'These are several files: open one model at a time, or a model.json with its .bin files',
    );
  const find = async (name: string) => files.find((file) => file.name === name)?.bytes ?? null;
  return { ...(await readTfjs(model.bytes, { find, notes })), format: 'TensorFlow.js' };
}

async function readFile({ bytes }: NamedFile, notes: string[]): Promise<Read> {
  if (isZip(bytes)) return readZip(new Zip(bytes), notes);
  if (isHdf5(bytes)) return { ...readH5(bytes, notes), format: 'Keras HDF5' };
  // Before JSON, which has no zero: the length of the header may begin like it.
  if (bytes[7] === 0 && startsAt(bytes, 8, '{')) return readOwn(bytes);
  if (isJson(bytes))
    return {
      ...(await readTfjs(bytes, { find: async () => null, notes })),
      format: 'TensorFlow.js',
    };
  if (startsAt(bytes, 4, 'TFL3'))
    refuse(
      'This is a TensorFlow Lite file, which is made to be run only: open the Keras model that it was made from',
    );
  if (isOnnx(bytes)) return { ...usable(readOnnx(bytes, notes)), format: 'ONNX' };
  return refuse(
    'No format that is read here: a .keras, .h5, .onnx or .safetensors file, or a model.json with its .bin files',
  );
}

async function readZip(zip: Zip, notes: string[]): Promise<Read> {
  if (isKerasZip(zip)) return { ...(await readKeras(zip, notes)), format: 'Keras' };
  const json = zip.names.find((name) => lastPart(name) === 'model.json');
  if (json !== undefined) {
    const find = async (wanted: string) => {
      const path = zip.names.find((name) => lastPart(name) === wanted);
      return path === undefined ? null : await zip.read(path);
    };
    return { ...(await readTfjs(await zip.read(json), { find, notes })), format: 'TensorFlow.js' };
  }
  if (zip.names.some((name) => lastPart(name) === 'data.pkl'))
    refuse('This is a PyTorch file, which holds weights and no layers: it is not read here');
  return refuse('The zip file has neither a Keras model nor a model.json in it');
}

const lastPart = (path: string): string => path.split('/').at(-1) ?? path;

function readOwn(bytes: Uint8Array): Read {
  const read = readModelFile(bytes);
  if (!read.ok) return refuse(read.message);
  const { recipe, model } = usable(read);
  return { recipe, model, isRangeKnown: true, format: 'Sizewise' };
}

function usable<R extends { readonly model: StoredModel }>(read: R): R {
  const problem = numbersProblem(read.model);
  return problem === null ? read : refuse(problem);
}

const isJson = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().startsWith('{');

const startsAt = (bytes: Uint8Array, at: number, text: string): boolean =>
  new TextDecoder().decode(bytes.subarray(at, at + text.length)) === text;
