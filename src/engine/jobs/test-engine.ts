import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import { type Architecture, stepsOf } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import type { CompressionStep } from '../../core/techniques/index.ts';
import { type TrainingSetup, trainingFields } from '../../core/training-setup.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { createMnist } from '../../datasets/mnist/load.ts';
import type { TrainInput } from '../../protocol/jobs.ts';
import { createEngine } from '../engine.ts';
import { engineHandlers } from '../handlers.ts';
import { serve } from '../serve.ts';
import { createWasmRuntime } from '../wasm/runtime.ts';

const repository = new URL('../../../', import.meta.url);

/** Paths that the data server of the tests does not have. */
export const missing = new Set<string>();
const server = createServer(({ url = '' }, response) => {
  if (missing.has(url)) response.writeHead(404).end();
  else response.end(readFileSync(new URL(`public${url}`, repository)));
});
const ports: MessagePort[] = [];

/** The real data, served as it is beside the page. */
export async function createTestDataset(): Promise<Dataset> {
  if (!server.listening)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo; // it listens on TCP
  return createMnist(`http://127.0.0.1:${address.port}/`);
}

/** The page's end of a whole engine with the real kernels and the real data. */
export async function startTestEngine(): Promise<MessagePort> {
  const { port1, port2 } = new MessageChannel();
  const kernels = readFileSync(new URL('src/engine/wasm/kernels.wasm', repository));
  const engine = createEngine({
    dataset: await createTestDataset(),
    environment: { browser: 'Node', crossOriginIsolated: true, hardwareConcurrency: 2 },
    createRuntime: () => createWasmRuntime(kernels),
  });
  serve(port2, engineHandlers(engine));
  ports.push(port1);
  return port1;
}

export function endTestEngines(): void {
  for (const port of ports) port.close();
  server.closeAllConnections();
  server.close();
}

export const mlp: Architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 32, activation: 'relu' }),
  createLayer('dense', 'l3', { units: 10 }),
];

let runs = 0;

/** A short run of a small MLP, under an id of its own. */
export function inputOf(
  setup: Partial<TrainingSetup>,
  changes: Partial<TrainInput> = {},
): TrainInput {
  const runId = `run-${++runs}`;
  const defaults = { ...defaultsOf(trainingFields), trainingImages: 2000, epochs: 1 };
  const recipe = { architecture: mlp, setup: { ...defaults, ...setup } };
  return {
    ...{ runId, name: runId, recipe, runtime: 'wasm', parentId: null, startPaused: false },
    ...changes,
  };
}

/** What makes a variant of a finished run by one more step. */
export function variantOf({ id, recipe }: RunRecord, step: CompressionStep): TrainInput {
  const compression = [...stepsOf(recipe), step];
  return inputOf({}, { recipe: { ...recipe, compression }, parentId: id, compress: true });
}
