import 'fake-indexeddb/auto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distillationFields } from '../src/core/distillation.ts';
import { defaultsOf } from '../src/core/fields.ts';
import type { Recipe } from '../src/core/recipe.ts';
import { summarize } from '../src/core/summary.ts';
import { createStep } from '../src/core/techniques/index.ts';
import { engineHandlers } from '../src/engine/handlers.ts';
import { firstRows, forwardAll } from '../src/engine/jobs/evaluate.ts';
import {
  createTestEngine,
  endTestEngines,
  inputOf,
  variantOf,
} from '../src/engine/jobs/test-engine.ts';
import { serve } from '../src/engine/serve.ts';
import { createEngineClient } from '../src/engine-client/client.ts';
import type { CodeFormat } from '../src/export/code-format.ts';
import { codeFormats } from '../src/export/code-formats.ts';
import { networkFormatIds, networkFormats } from '../src/export/formats.ts';
import type { TrainResult } from '../src/protocol/jobs.ts';
import { type InteropNetwork, interopNetworks } from './networks.ts';

/** Test images whose logits are compared; of integer networks all are. */
const comparedImages = 1000;

interface WrittenFile {
  readonly format: string;
  readonly tool: string;
  readonly path: string;
  readonly bytes: number;
}

/** What the judges read beside the files of a network: `manifest.json`. */
interface Manifest {
  readonly id: string;
  readonly recipe: Recipe;
  readonly layers: readonly string[];
  readonly parameters: number;
  readonly macs: number;
  readonly pixelRange: string;
  readonly files: readonly WrittenFile[];
  /** Why a format has no file of this network. */
  readonly refused: Readonly<Record<string, string>>;
  /** Scale and zero point of the int8 variant's output; null where there is no such variant. */
  readonly int8Output: { readonly scale: number; readonly zeroPoint: number } | null;
}

/**
 * Trains every network shortly on real digits, and writes under `folder` each of its files and what it answers: `logits.f32`
 * (1,000 test images), `int8-logits.f32` (10,000), beside `images.u8` and `labels.u8` for all.
 */
export async function makeFiles(
  folder: string,
  only: readonly string[],
  onDone: (words: string) => void,
): Promise<void> {
  const bench = await createBench();
  const { images, labels } = bench.engine.dataset.test;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'images.u8'), images);
  writeFileSync(join(folder, 'labels.u8'), labels);
  for (const network of interopNetworks) {
    if (only.length > 0 && !only.includes(network.id)) continue;
    const manifest = await makeNetwork(bench, network, join(folder, network.id));
    onDone(`${network.id}: ${manifest.files.length} files`);
  }
  bench.dispose();
}

type Bench = Awaited<ReturnType<typeof createBench>>;

async function createBench() {
  const engine = await createTestEngine();
  const { port1, port2 } = new MessageChannel();
  serve(port2, engineHandlers(engine));
  const client = createEngineClient(port1);
  await client.run('loadData', {});
  const dispose = () => {
    port1.close();
    port2.close();
    endTestEngines();
  };
  return { engine, client, dispose };
}

async function makeNetwork(
  bench: Bench,
  { id, architecture, pixelRange = '0..1' }: InteropNetwork,
  home: string,
): Promise<Manifest> {
  const { recipe, ...input } = inputOf(
    { pixelRange, trainingImages: 55_000, epochs: 2 },
    { name: id },
  );
  const { client, engine } = bench;
  const run = await client.run('train', { ...input, recipe: { ...recipe, architecture } });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'logits.f32'), await logitsOf(bench, run, comparedImages));
  const float = await writeFiles(bench, run, home);
  await writeCode(run, join(home, 'code'));
  for (const [kind, changes] of Object.entries(workOf(run.recipe)))
    if (isWorkedOn(id)) {
      const recipe = { ...run.recipe, ...changes };
      await writeCode({ ...run, recipe }, join(home, `code-${kind}`));
    }
  const variant = variantOf(run, createStep('quantize'));
  const int8 = await client.run('train', variant).catch(() => null);
  const whole = int8 && (await writeFiles(bench, int8, home));
  if (int8 !== null) await writeWebInt8(bench, int8, home);
  const files = [...float.files, ...(whole?.files ?? [])];
  const refused = { ...whole?.refused, ...float.refused };
  let int8Output: Manifest['int8Output'] = null;
  if (int8 !== null) {
    const { count } = engine.dataset.test;
    writeFileSync(join(home, 'int8-logits.f32'), await logitsOf(bench, int8, count));
    const { arithmetic } = (await engine.models.stored(int8.id)).model;
    int8Output = (arithmetic.kind === 'int8' && arithmetic.ranges.at(-1)) || null;
  }
  const { parameters, macs, layers } = summarize(architecture);
  const manifest: Manifest = {
    ...{ id, recipe: run.recipe, parameters, macs, pixelRange, files, int8Output },
    layers: layers.map(({ kerasName }) => kerasName),
    refused: Object.fromEntries(
      Object.entries(refused).filter(([format]) => files.every((file) => file.format !== format)),
    ),
  };
  writeFileSync(join(home, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

async function logitsOf({ engine }: Bench, { id }: TrainResult, count: number) {
  const { signal } = new AbortController();
  const { test } = engine.dataset;
  const network = await engine.models.network(id);
  return forwardAll(network, { set: test, indices: firstRows(count) }, signal);
}

/** A run in every format that takes it; what both a run and its variant can be written as is the run's. */
async function writeFiles(
  { client }: Bench,
  { id, name, recipe }: TrainResult,
  home: string,
): Promise<Pick<Manifest, 'files' | 'refused'>> {
  const files: WrittenFile[] = [];
  const refused: Record<string, string> = {};
  for (const format of networkFormatIds) {
    const { tool, extension, problem } = networkFormats[format];
    const path = `${format}${extension}`;
    const reason = problem(recipe);
    if (reason !== null) refused[format] = reason;
    else if (!existsSync(join(home, path))) {
      const { file } = await client.run('exportModel', { modelId: id, format, name });
      writeFileSync(join(home, path), file);
      files.push({ format, tool, path, bytes: file.length });
    }
  }
  return { files, refused };
}

/** LiteRT.js' file of whole numbers, beside that of floats. */
async function writeWebInt8({ client }: Bench, { id, name }: TrainResult, home: string) {
  const { file } = await client.run('exportModel', { modelId: id, format: 'tflite-web', name });
  writeFileSync(join(home, 'tflite-web-int8.tflite'), file);
}

/** Programs that compress and that distil are tried with these: one of dense layers, one with convolutions. */
const isWorkedOn = (id: string): boolean => id === 'mlp-784-128-10' || id === 'lenet-5';

const workOf = (teacher: Recipe): Readonly<Record<string, Partial<Recipe>>> => ({
  compressed: {
    compression: [
      createStep('prune'),
      createStep('fineTune', { epochs: 1 }),
      createStep('quantize'),
    ],
  },
  distilled: { distillation: { params: defaultsOf(distillationFields), teacher } },
});

/** Every program that takes the recipe: `<id><ext>`. */
async function writeCode({ recipe, name }: TrainResult, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [id, format] of Object.entries<CodeFormat>(codeFormats)) {
    if (format.problem(recipe) !== null) continue;
    const write = await format.load();
    writeFileSync(join(folder, `${id}${format.extension}`), write(recipe, name));
  }
}
