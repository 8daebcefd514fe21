import { unzipSync } from 'fflate';
import { expect } from 'vitest';
import { isWhole, weightsOf } from '../core/stored-model.ts';
import { summarize } from '../core/summary.ts';
import { type NamedFile, readNetwork } from './read-network.ts';
import { fixture, mutated, ownFile, randomOf, tfjsFiles, zipOf } from './test-files.ts';

type Break = (random: () => number) => readonly NamedFile[];

const oneOf = (file: NamedFile): Break => {
  return (random) => [{ ...file, bytes: mutated(file.bytes, random) }];
};

/** The parts of a zip are changed, or the zip itself. */
function partsOf(file: NamedFile): Break {
  const parts = Object.entries(unzipSync(file.bytes));
  const whole = oneOf(file);
  return (random) => {
    if (random() < 0.3) return whole(random);
    const changed = Math.floor(random() * parts.length);
    const files = parts.map(([name, bytes], place) => ({
      name,
      bytes: place === changed ? mutated(bytes, random) : Uint8Array.from(bytes),
    }));
    return [{ ...file, bytes: zipOf(files, random() < 0.1 ? 6 : 0).bytes }];
  };
}

const several =
  (files: readonly NamedFile[]): Break =>
  (random) =>
    files.map((file) => ({ ...file, bytes: mutated(file.bytes, random) }));

/** Ways to break a file, by its format. */
export const breaks: Readonly<Record<string, () => Break>> = {
  Sizewise: () => oneOf(ownFile()),
  Keras: () => partsOf(fixture('cnn.keras')),
  'Keras HDF5': () => oneOf(fixture('fire.h5')),
  ONNX: () => oneOf(fixture('windows.onnx')),
  'recurrent ONNX': () => oneOf(fixture('recurrent.onnx')),
  'int8 ONNX': () => oneOf(fixture('int8.onnx')),
  'TensorFlow.js': () => several(tfjsFiles()),
  'a zip of TensorFlow.js': () => partsOf(zipOf(tfjsFiles())),
};

/** The longest that a file may take. */
const mostMs = 1000;

/** Reads so many broken files: each is refused in words or is a whole network, within a second. */
export async function expectNoHarm(make: () => Break, count: number): Promise<void> {
  const broken = make();
  for (let seed = 0; seed < count; seed++) {
    const files = broken(randomOf(seed + 1));
    const startedMs = performance.now();
    const result = await readNetwork(files);
    expect(performance.now() - startedMs, `seed ${seed}`).toBeLessThan(mostMs);
    if (result.ok) {
      expect(summarize(result.model.architecture).problem).toBeNull();
      expect(isWhole(result.model)).toBe(true);
      if (result.format !== 'Sizewise')
        expect(weightsOf(result.model).every((values) => values.every(Number.isFinite))).toBe(true);
    } else expect(result.message).toMatch(/\w/);
  }
}
