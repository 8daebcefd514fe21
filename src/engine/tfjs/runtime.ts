import * as tf from '@tensorflow/tfjs-core';
import type { Runtime } from '../runtime.ts';
import { openDevice, type TfjsBackend } from './device.ts';
import { TfjsNetwork } from './network.ts';

/**
 * TensorFlow.js on one of its backends; `cpu` is for tests. @param deviceName what to call the adapter in results
 * @throws EngineError `backend-unavailable`
 */
export async function createTfjsRuntime(
  backend: TfjsBackend,
  deviceName?: string,
): Promise<Runtime> {
  tf.enableProdMode();
  const device = await openDevice(backend);
  return {
    info: {
      kind: 'tfjs',
      backend,
      threads: 1,
      ...(deviceName === undefined ? {} : { device: deviceName }),
    },
    build: (options) => device.run(() => new TfjsNetwork(device, options)),
    dispose: () => device.close(),
  };
}
