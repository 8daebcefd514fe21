import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import type { CrewWorker } from './crew.ts';
import { createWasmRuntime, type WasmRuntime } from './runtime.ts';

/** A module of this folder as CommonJS, with all that it imports: what a thread of Node's can be started with. */
export async function bundle(file: string): Promise<string> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'node20', lib: { entry, formats: ['cjs'], fileName: 'crew' } },
  });
  const [built] = output as readonly { output: readonly { code: string }[] }[]; // a library build
  return `const exports = {}, module = { exports }; ${built?.output[0]?.code}`;
}

/** A real thread in place of a browser's worker: the same code. */
const workerCode = async (): Promise<string> => `
  const { parentPort } = require('node:worker_threads');
  ${await bundle('./crew-member.ts')}
  parentPort.on('message', module.exports.crewMember(() => parentPort.postMessage('ready')));`;

let code: Promise<string> | undefined;

/** The wasm runtime on so many threads, in Node. */
export async function createThreadedRuntime(threads: number): Promise<WasmRuntime> {
  code ??= workerCode();
  const source = await code;
  const hire = (): CrewWorker => {
    const worker = new Worker(source, { eval: true });
    return {
      isReady: new Promise((resolve, reject) => {
        worker.once('message', () => resolve());
        worker.once('error', reject);
      }),
      post: (message) => worker.postMessage(message),
      terminate: () => void worker.terminate(),
    };
  };
  const kernels = readFileSync(new URL('./kernels-shared.wasm', import.meta.url));
  return createWasmRuntime(kernels, { size: threads - 1, hire });
}
