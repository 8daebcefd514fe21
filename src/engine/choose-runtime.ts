import type { RuntimeKind } from '../core/run.ts';
import { EngineError } from '../protocol/errors.ts';
import type { AdapterInfo, GpuBackend } from '../protocol/jobs.ts';
import { adapterProblem, inspectAdapters } from './adapters.ts';
import { classifyError } from './classify-error.ts';
import type { Runtime } from './runtime.ts';
import { loadWasmRuntime } from './wasm/load.ts';

export interface RuntimeOptions {
  /** Take a software renderer for a GPU: for tests on machines that have none. */
  readonly allowSoftware?: boolean;
  /** Of the CPU; without, as many as the machine has for training. */
  readonly threads?: number;
}

/** In the order in which they are wanted. */
export const gpuBackends: readonly GpuBackend[] = ['webgpu', 'webgl'];

/** The runtime of a kind; `tfjs` is loaded now, on WebGPU, else on WebGL. @throws EngineError `backend-unavailable` */
export function createRuntime(kind: RuntimeKind, options: RuntimeOptions = {}): Promise<Runtime> {
  return kind === 'wasm' ? loadWasmRuntime(options.threads) : createGpuRuntime(options);
}

async function createGpuRuntime(options: RuntimeOptions): Promise<Runtime> {
  const adapters = await inspectAdapters();
  const problems: string[] = [];
  for (const backend of gpuBackends) {
    try {
      return await createRuntimeOn(backend, adapters[backend], options);
    } catch (error) {
      problems.push(classifyError(error).message);
    }
  }
  throw new EngineError('backend-unavailable', `No GPU can train here. ${problems.join('. ')}`);
}

/** tfjs on one backend. @throws EngineError `backend-unavailable`, in words, also for a software renderer */
export async function createRuntimeOn(
  backend: GpuBackend,
  adapter: AdapterInfo | null,
  { allowSoftware = false }: RuntimeOptions = {},
): Promise<Runtime> {
  const problem = adapterProblem(backend, adapter);
  const isForced = allowSoftware && adapter?.software === true;
  if (problem !== null && !isForced) throw new EngineError('backend-unavailable', problem);
  const { createTfjsRuntime } = await import('./tfjs/runtime.ts');
  return createTfjsRuntime(backend, adapter?.name);
}
