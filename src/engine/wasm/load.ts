import type { Runtime } from '../runtime.ts';
import { createWasmRuntime } from './runtime.ts';

/** The wasm runtime in a browser, its kernels fetched from beside this file. */
export const loadWasmRuntime = (): Promise<Runtime> =>
  createWasmRuntime(fetch(new URL('./kernels.wasm', import.meta.url)));
