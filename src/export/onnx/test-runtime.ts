import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { sizeOf } from '../../core/shape.ts';

env.wasm.numThreads = 1;

type Outputs = Readonly<Record<string, Float32Array | Uint8Array>>;

/** What ONNX Runtime's WebAssembly makes of images: every output of a file. */
export async function runOnnx(file: Uint8Array, image: Float32Array): Promise<Outputs> {
  const session = await InferenceSession.create(file, { graphOptimizationLevel: 'all' });
  const count = image.length / sizeOf([28, 28]);
  const outputs = await session.run({ image: new Tensor('float32', image, [count, 1, 28, 28]) });
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array | Uint8Array]), // what our files give
  );
}
