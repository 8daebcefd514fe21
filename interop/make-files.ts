import 'fake-indexeddb/auto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
export async function makeFiles(folder: string, only: readonly string[]): Promise<void> {
  const engine = await createTestEngine();
  const { port1, port2 } = new MessageChannel();
  serve(port2, engineHandlers(engine));
  const client = createEngineClient(port1);
  const { signal } = new AbortController();
  await client.run('loadData', {});
  const { test } = engine.dataset;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'images.u8'), test.images);
  writeFileSync(join(folder, 'labels.u8'), test.labels);

  const logitsOf = async (run: TrainResult, count: number) =>
    forwardAll(
      await engine.models.network(run.id),
      { set: test, indices: firstRows(count) },
      signal,
    );

  const write = async (
    run: TrainResult,
    home: string,
  ): Promise<Pick<Manifest, 'files' | 'refused'>> => {
    const files: WrittenFile[] = [];
    const refused: Record<string, string> = {};
    for (const format of networkFormatIds) {
      const { tool, extension, problem } = networkFormats[format];
      const reason = problem(run.recipe);
      if (reason !== null) refused[format] = reason;
      else {
        const input = { modelId: run.id, format, name: run.name };
        const { file } = await client.run('exportModel', input);
        const path = `${format}${extension}`;
        writeFileSync(join(home, path), file);
        files.push({ format, tool, path, bytes: file.length });
      }
    }
    return { files, refused };
  };

  const makeNetwork = async ({ id, architecture, pixelRange = '0..1' }: InteropNetwork) => {
    const { recipe, ...input } = inputOf(
      { pixelRange, trainingImages: 10_000, epochs: 2 },
      { name: id },
    );
    const run = await client.run('train', { ...input, recipe: { ...recipe, architecture } });
    const home = join(folder, id);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'logits.f32'), await logitsOf(run, comparedImages));
    const float = await write(run, home);
    const int8 = await client
      .run('train', variantOf(run, createStep('quantize')))
      .catch(() => null);
    let whole: Pick<Manifest, 'files' | 'int8Output' | 'refused'> = {
      files: [],
      int8Output: null,
      refused: {},
    };
    if (int8 !== null) {
      writeFileSync(join(home, 'int8-logits.f32'), await logitsOf(int8, test.count));
      const { model } = await engine.models.stored(int8.id);
      const output = model.arithmetic.kind === 'int8' ? model.arithmetic.ranges.at(-1) : undefined;
      whole = { ...(await write(int8, home)), int8Output: output ?? null };
    }
    const written = [
      ...float.files,
      ...whole.files.filter(({ format }) => format in float.refused),
    ];
    const { parameters, macs, layers } = summarize(architecture);
    const manifest: Manifest = {
      ...{ id, recipe: run.recipe, parameters, macs, pixelRange },
      layers: layers.map(({ kerasName }) => kerasName),
      files: written,
      refused: Object.fromEntries(
        Object.entries({ ...whole.refused, ...float.refused }).filter(
          ([format]) => !written.some((file) => file.format === format),
        ),
      ),
      int8Output: whole.int8Output,
    };
    writeFileSync(join(home, 'manifest.json'), JSON.stringify(manifest, null, 2));
    console.error(`${id}: ${written.length} files`);
  };

  for (const network of interopNetworks)
    if (only.length === 0 || only.includes(network.id)) await makeNetwork(network);
  port1.close();
  port2.close();
  endTestEngines();
}
