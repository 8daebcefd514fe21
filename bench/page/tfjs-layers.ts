import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { strFromU8, unzipSync } from 'fflate';
import { defaultsOf } from '../../src/core/fields.ts';
import { mnistClasses, mnistShape, sizeOf } from '../../src/core/shape.ts';
import { floatModel } from '../../src/core/stored-model.ts';
import { trainingFields } from '../../src/core/training-setup.ts';
import type { Batch, BuildOptions, Network, Runtime } from '../../src/engine/runtime.ts';
import { writeTfjs } from '../../src/export/tfjs/write.ts';

const imageSize = sizeOf(mnistShape);

/** TensorFlow.js as its tutorials use it: the page's own file in `loadLayersModel`, then `compile` and `trainOnBatch`. */
export async function createTfjsLayersRuntime(): Promise<Runtime> {
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-webgl');
  if (!(await tf.setBackend('webgl'))) throw new Error("TensorFlow.js' WebGL does not start");
  return {
    info: { kind: 'tfjs', backend: 'webgl', threads: 1 },
    build: async (options) => new LayersNetwork(await load(options)),
    dispose: () => undefined,
  };
}

async function load({ architecture, state }: BuildOptions): Promise<LayersModel> {
  const recipe = { architecture, setup: defaultsOf(trainingFields) };
  const model = floatModel(recipe, state.weights);
  const zip = await writeTfjs('float32')({ name: 'bench', recipe, model, training: null });
  const files = unzipSync(zip);
  const { modelTopology, weightsManifest } = JSON.parse(
    strFromU8(files['model.json'] ?? new Uint8Array()),
  );
  const weightData = files['weights.bin']?.slice().buffer ?? new ArrayBuffer();
  return loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
}

class LayersNetwork implements Network {
  readonly threads = 1;
  readonly memoryBytes = 0;
  private losses: number[] = [];

  constructor(private readonly model: LayersModel) {
    const loss = (labels: tf.Tensor, logits: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(labels, logits);
    // Keras' epsilon: left out, WebGL may take that of float16, a thousand times as much.
    model.compile({ optimizer: tf.train.adam(1e-3, 0.9, 0.999, 1e-7), loss });
  }

  async trainStep({ set, indices }: Batch): Promise<void> {
    const labels = Int32Array.from(indices, (index) => set.labels[index] ?? 0);
    const x = pixelsOf({ set, indices });
    const y = tf.tidy(() => tf.cast(tf.oneHot(labels, mnistClasses), 'float32'));
    this.losses.push(Number(await this.model.trainOnBatch(x, y)));
    tf.dispose([x, y]);
  }

  takeStepMetrics() {
    const losses = Float32Array.from(this.losses);
    this.losses = [];
    return { losses, accuracies: new Float32Array(losses.length) };
  }

  async forward(batch: Batch): Promise<Float32Array> {
    const x = pixelsOf(batch);
    const logits = this.model.predict(x) as tf.Tensor; // one output, so one tensor
    const values = (await logits.data()) as Float32Array;
    tf.dispose([x, logits]);
    return values;
  }

  readState(): never {
    throw new Error('not needed here');
  }

  dispose(): void {
    this.model.dispose();
  }
}

function pixelsOf({ set, indices }: Batch): tf.Tensor4D {
  const pixels = new Float32Array(indices.length * imageSize);
  indices.forEach((index, row) => {
    for (let pixel = 0; pixel < imageSize; pixel++)
      pixels[row * imageSize + pixel] = (set.images[index * imageSize + pixel] ?? 0) / 255;
  });
  return tf.tensor4d(pixels, [indices.length, ...mnistShape]);
}
