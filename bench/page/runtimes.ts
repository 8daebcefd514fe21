import type { Runtime } from '../../src/engine/runtime.ts';
import { createTfjsRuntime } from '../../src/engine/tfjs/runtime.ts';
import { loadWasmRuntime } from '../../src/engine/wasm/load.ts';
import { createConvnetRuntime } from './convnetjs.ts';
import type { BenchPath } from './messages.ts';
import { createTfjsLayersRuntime } from './tfjs-layers.ts';
import { createTfjsWasmRuntime } from './tfjs-wasm.ts';

export const createRuntimes: Readonly<Record<BenchPath, () => Promise<Runtime>>> = {
  wasm: () => loadWasmRuntime(1),
  'wasm-threads': () => loadWasmRuntime(),
  'tfjs-wasm': () => createTfjsWasmRuntime({ isComposed: false }),
  'tfjs-wasm-composed': () => createTfjsWasmRuntime({ isComposed: true }),
  'tfjs-cpu': () => createTfjsRuntime('cpu'),
  'tfjs-webgl': () => createTfjsRuntime('webgl'),
  'tfjs-layers-webgl': createTfjsLayersRuntime,
  'tfjs-webgpu': () => createTfjsRuntime('webgpu'),
  convnetjs: createConvnetRuntime,
};

/** In what a path's work differs from the others'. */
export const notes: Partial<Readonly<Record<BenchPath, string>>> = {
  convnetjs: 'Adadelta (it has no Adam), float64, one image at a time',
  'tfjs-layers-webgl':
    'TensorFlow.js as shipped, loadLayersModel and trainOnBatch; tfjs-webgl is our GPU runtime',
  'tfjs-wasm-composed': 'gradients that the backend lacks are composed of its other ops',
};

/** First losses that a path must have in common with the others: the second depends on gradients and optimizer. */
export const commonLosses = (path: BenchPath): number => (path === 'convnetjs' ? 1 : 2);
