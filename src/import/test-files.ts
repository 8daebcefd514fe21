import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { defaultsOf } from '../core/fields.ts';
import { initialWeights } from '../core/initialize.ts';
import { presets } from '../core/presets.ts';
import { floatModel } from '../core/stored-model.ts';
import { trainingFields } from '../core/training-setup.ts';
import { writeModelFile } from '../export/model-file.ts';
import type { NamedFile } from './read-network.ts';

/** Files of real frameworks: `interop/make_keras_models.py` wrote them. */
export function fixture(name: string): NamedFile {
  const bytes = Uint8Array.from(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
  return { name, bytes };
}

const encode = (text: string) => Uint8Array.from(new TextEncoder().encode(text));

/** A file of ours, of the smallest preset. */
export function ownFile(): NamedFile {
  const architecture = presets.find(({ id }) => id === 'cnn-1k')?.architecture ?? [];
  const recipe = { architecture, setup: defaultsOf(trainingFields) };
  const model = floatModel(recipe, initialWeights(architecture, 1));
  return { name: 'own.safetensors', bytes: writeModelFile(recipe, model) };
}

/** One dense layer as TensorFlow.js writes it, in any of its codings. */
export function tfjsFiles(quantization?: {
  dtype: 'float16' | 'uint8' | 'uint16';
  min?: number;
  scale?: number;
}): readonly NamedFile[] {
  const bytesOf = { float16: 2, uint16: 2, uint8: 1 };
  const bytes = quantization === undefined ? 4 : bytesOf[quantization.dtype];
  const layers = [
    {
      class_name: 'Flatten',
      config: { name: 'flatten_Flatten1', trainable: true, batch_input_shape: [null, 28, 28, 1] },
    },
    {
      class_name: 'Dense',
      config: { name: 'dense_Dense1', units: 10, activation: 'softmax', use_bias: true },
    },
  ];
  const weight = (name: string, shape: readonly number[]) => ({
    ...{ name: `dense_Dense1/${name}`, shape, dtype: 'float32' },
    ...(quantization && { quantization }),
  });
  const model = {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'model', layers } },
    weightsManifest: [
      { paths: ['./model.bin'], weights: [weight('kernel', [784, 10]), weight('bias', [10])] },
    ],
  };
  const data = Uint8Array.from({ length: 7850 * bytes }, (_, at) => (at * 7) % 60);
  return [
    { name: 'model.json', bytes: encode(JSON.stringify(model)) },
    { name: 'model.bin', bytes: data },
  ];
}

/** Files as one zip, packed or as they are. */
export const zipOf = (files: readonly NamedFile[], level: 0 | 6 = 6): NamedFile => ({
  name: 'model.zip',
  bytes: Uint8Array.from(
    zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), { level }),
  ),
});

/** A `.keras` file of a description and the weights of another. */
export const kerasOf = (config: unknown, weights: Uint8Array): NamedFile => ({
  name: 'made.keras',
  bytes: zipOf([
    { name: 'config.json', bytes: encode(JSON.stringify(config)) },
    { name: 'model.weights.h5', bytes: Uint8Array.from(weights) },
  ]).bytes,
});

/** Numbers from 0 to 1, the same for the same seed (xorshift). */
export function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** A file with a few things changed: bits, bytes, lengths, digits of its texts, its end. */
export function mutated(bytes: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const nat = (count: number) => Math.floor(random() * count);
  for (let change = 0; change <= nat(4); change++) {
    // Headers are at the front, or at the back.
    const near = Math.floor(random() ** 3 * copy.length);
    const at = nat(4) === 0 ? copy.length - 1 - near : near;
    const length = 2 ** nat(4);
    const fill = [0, 1, 0x7f, 0x80, 0xff, 0x39, 0x5b, nat(256)][nat(8)] ?? 0;
    if (nat(3) === 0) copy[at] = (copy[at] ?? 0) ^ (1 << nat(8));
    else copy.fill(fill, at, at + length);
  }
  return nat(8) === 0 ? copy.slice(0, nat(copy.length)) : copy;
}
