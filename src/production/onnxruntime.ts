import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { realOf } from '../compression/quantize/int8.ts';
import type { ProductionInput } from '../protocol/production.ts';
import type { ProductionNetwork } from './network.ts';
import { gathered } from './pixels.ts';

/** ONNX Runtime's WebAssembly on one thread, with all that it does to a graph as it loads it. */
export async function openOnnx({ file, pixelRange }: ProductionInput): Promise<ProductionNetwork> {
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = { wasm: wasmUrl };
  env.logLevel = 'error';
  const session = await InferenceSession.create(file, { executionProviders: ['wasm'] });
  const real = Float32Array.from({ length: 256 }, (_, grey) => realOf(grey, pixelRange));
  return {
    threads: 1,
    async forward(batch) {
      const pixels = gathered(batch, real);
      const image = new Tensor('float32', pixels, [batch.indices.length, 1, 28, 28]);
      const { logits } = await session.run({ image });
      return Float32Array.from(logits?.data as Float32Array); // as our files have it
    },
  };
}
