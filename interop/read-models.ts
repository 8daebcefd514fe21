import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstRows } from '../src/engine/jobs/evaluate.ts';
import { createTestDataset, endTestEngines } from '../src/engine/jobs/test-engine.ts';
import { inferenceOf } from '../src/engine/models.ts';
import { createWasmRuntime } from '../src/engine/wasm/runtime.ts';
import { readNetwork } from '../src/import/read-network.ts';

/** Test images that models answer, and training images that they learn from. */
const [testImages, trainingImages] = [200, 4000];
const pixels = 28 * 28;
/** Of the largest answer. */
const tolerance = 1e-5;

/** Writes the digits that the models of `make_keras_models.py` are trained and asked with. */
export async function writeDigits(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const dataset = await createTestDataset();
  await dataset.load();
  const { train, test } = dataset;
  const write = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes);
  write('images.u8', test.images.subarray(0, testImages * pixels));
  write('train-images.u8', train.images.subarray(0, trainingImages * pixels));
  write('train-labels.u8', train.labels.subarray(0, trainingImages));
  endTestEngines();
}

interface ForeignFile {
  readonly file: string;
  /** A word of the refusal; null where it must be read. */
  readonly refused: string | null;
  /** The file of its logits. */
  readonly answers: string;
}

export interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Opens every file of the manifest with our readers, and compares what our engine makes of it. */
export async function judgeReaders(folder: string): Promise<readonly Verdict[]> {
  const read = (name: string) => Uint8Array.from(readFileSync(join(folder, name)));
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ForeignFile[];
  const labels = new Uint8Array(testImages);
  const set = { images: read('images.u8'), labels, count: testImages };
  const runtime = await createWasmRuntime(readFileSync('src/engine/wasm/kernels.wasm'));
  const verdicts: Verdict[] = [];
  for (const { file, refused, answers } of manifest.filter(({ file }) =>
    existsSync(join(folder, file)),
  )) {
    const result = await readNetwork([{ name: file, bytes: read(file) }]);
    if (!result.ok || refused !== null) {
      const words = result.ok ? 'was read' : result.message;
      verdicts.push({ file, ok: refused !== null && words.includes(refused), detail: words });
      continue;
    }
    const network = await runtime.build(inferenceOf(result.model));
    const logits = await network.forward({ set, indices: firstRows(testImages) });
    network.dispose();
    const expected = new Float32Array(read(answers).buffer);
    const largest = Math.max(1, ...expected.map(Math.abs));
    const error =
      Math.max(...expected.map((value, i) => Math.abs(value - (logits[i] ?? NaN)))) / largest;
    const kinds = result.recipe.architecture.map(({ kind }) => kind).join(' ');
    verdicts.push({
      file,
      ok: error <= tolerance,
      detail: `${error.toExponential(0)} (${kinds}; ${result.notes.join('; ')})`,
    });
  }
  runtime.dispose();
  return verdicts;
}
