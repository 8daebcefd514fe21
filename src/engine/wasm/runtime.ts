import { isInteger } from '../../core/stored-model.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { BuildOptions, Runtime } from '../runtime.ts';
import { type Crew, type CrewWorker, createCrew } from './crew.ts';
import { WasmIntegerNetwork } from './int8/network.ts';
import { WasmNetwork } from './network.ts';
import { createProductTrial } from './product-trial.ts';

/** Threads to take on beside the caller's own; the kernels must then be those for shared memory. */
export interface CrewOptions {
  readonly size: number;
  readonly hire: () => CrewWorker;
}

/** Builds, trains and answers at once: no promises, unlike runtimes that wait for a device. */
export interface WasmRuntime extends Runtime {
  build(options: BuildOptions & { readonly integers?: never }): WasmNetwork;
  build(options: BuildOptions): WasmNetwork | WasmIntegerNetwork;
}

/**
 * The runtime of our own SIMD kernels. @param source kernels.wasm: its bytes, or the response that brings them.
 * @throws EngineError `backend-unavailable` when they cannot be had or this machine has no WebAssembly SIMD.
 */
export async function createWasmRuntime(
  source: BufferSource | Response | Promise<Response>,
  crewOptions?: CrewOptions,
): Promise<WasmRuntime> {
  const module = await compile(source);
  const crew = crewOptions && (await createCrew(module, crewOptions.size, crewOptions.hire));
  return {
    info: { kind: 'wasm', backend: 'wasm', threads: 1 + (crew?.size ?? 0) },
    build: builderOf(module, crew ?? null),
    productTrial: (size) => createProductTrial(module, size, crewOptions !== undefined),
    dispose: () => crew?.dispose(),
  };
}

function builderOf(module: WebAssembly.Module, crew: Crew | null): WasmRuntime['build'] {
  function build(options: BuildOptions & { readonly integers?: never }): WasmNetwork;
  function build(options: BuildOptions): WasmNetwork | WasmIntegerNetwork;
  function build({ integers, ...options }: BuildOptions): WasmNetwork | WasmIntegerNetwork {
    return isInteger(integers)
      ? new WasmIntegerNetwork(module, { ...options, integers }, crew)
      : new WasmNetwork(module, { ...options, ...(integers && { integers }) }, crew);
  }
  return build;
}

async function compile(
  source: BufferSource | Response | Promise<Response>,
): Promise<WebAssembly.Module> {
  try {
    const found = await source;
    // Not compileStreaming: that needs the server to send the right content type, for a file of a few kilobytes.
    const bytes = found instanceof Response ? await bytesOf(found) : found;
    return await WebAssembly.compile(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError('backend-unavailable', `The WebAssembly kernels cannot run: ${reason}`);
  }
}

async function bytesOf(response: Response): Promise<ArrayBuffer> {
  if (!response.ok) throw new Error(`kernels.wasm answered ${response.status}`);
  return response.arrayBuffer();
}
