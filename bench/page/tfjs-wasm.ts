import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Runtime } from '../../src/engine/runtime.ts';
import type { Device } from '../../src/engine/tfjs/device.ts';
import { TfjsNetwork } from '../../src/engine/tfjs/network.ts';
import { registerComposedGradients } from './composed-gradients.ts';

const files = {
  'tfjs-backend-wasm.wasm': new URL(
    '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
    import.meta.url,
  ).href,
  'tfjs-backend-wasm-simd.wasm': new URL(
    '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    import.meta.url,
  ).href,
  // Never fetched: threads are off. The backend wants to be told of it all the same.
  'tfjs-backend-wasm-threaded-simd.wasm': 'none',
};

/** The product does not ship this backend, so it is opened here: nothing can take a CPU away, and nothing is watched. */
const device: Device = {
  backend: 'cpu', // the nearest of the product's names; a network does not look
  run: (work) => work(),
  async read(tensor) {
    const values = tensor.dataSync() as Float32Array; // every tensor here is float32
    tensor.dispose();
    return values;
  },
  close: () => undefined,
};

/** The product's network in tf ops on TensorFlow.js' wasm backend: SIMD, one thread. */
export async function createTfjsWasmRuntime({
  isComposed,
}: {
  readonly isComposed: boolean;
}): Promise<Runtime> {
  tf.enableProdMode();
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(files);
  if (!(await tf.setBackend('wasm'))) throw new Error("TensorFlow.js' wasm backend does not start");
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('no SIMD here');
  if (isComposed) registerComposedGradients('wasm');
  return {
    info: { kind: 'tfjs', backend: 'cpu', threads: 1 },
    build: (options) => new TfjsNetwork(device, options),
    dispose: () => undefined,
  };
}
