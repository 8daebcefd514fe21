import { Net, Trainer, Vol } from 'convnetjs';
import type { Layer } from '../../src/core/layers/index.ts';
import type { Architecture } from '../../src/core/recipe.ts';
import { mnistClasses, mnistShape, sizeOf } from '../../src/core/shape.ts';
import type { Batch, BuildOptions, ImageSet, Network, Runtime } from '../../src/engine/runtime.ts';

const imageSize = sizeOf(mnistShape);

/** Karpathy's ConvNetJS: plain JavaScript, one image at a time. */
export const createConvnetRuntime = async (): Promise<Runtime> => ({
  info: { kind: 'tfjs', backend: 'cpu', threads: 1 },
  build: (options) => new ConvnetNetwork(options),
  dispose: () => undefined,
});

class ConvnetNetwork implements Network {
  readonly threads = 1;
  readonly memoryBytes = 0;
  private readonly net = new Net();
  private readonly trainer: Trainer;
  private readonly image = new Vol(28, 28, 1, 0);
  private losses: number[] = [];

  constructor({ architecture, state, training }: BuildOptions) {
    this.net.makeLayers(definitionsOf(architecture));
    setWeights(this.net, state.weights);
    this.trainer = new Trainer(this.net, {
      method: 'adadelta',
      batch_size: training?.batchSize ?? 1,
    });
  }

  trainStep({ set, indices }: Batch): void {
    let loss = 0;
    for (const index of indices)
      loss += this.trainer.train(this.read(set, index), set.labels[index] ?? 0).cost_loss;
    this.losses.push(loss / indices.length);
  }

  takeStepMetrics() {
    const losses = Float32Array.from(this.losses);
    this.losses = [];
    return { losses, accuracies: new Float32Array(losses.length) };
  }

  /** Probabilities: ConvNetJS keeps its logits to itself. */
  forward({ set, indices }: Batch): Float32Array {
    const answers = new Float32Array(indices.length * mnistClasses);
    indices.forEach((index, row) => {
      answers.set(this.net.forward(this.read(set, index)).w, row * mnistClasses);
    });
    return answers;
  }

  readState(): never {
    throw new Error('not needed here');
  }

  dispose(): void {}

  private read({ images }: ImageSet, index: number): Vol {
    for (let pixel = 0; pixel < imageSize; pixel++)
      this.image.w[pixel] = (images[index * imageSize + pixel] ?? 0) / 255;
    return this.image;
  }
}

/** The last dense layer becomes ConvNetJS' softmax layer, which brings its own. */
function definitionsOf(architecture: Architecture) {
  const [height, width, channels] = mnistShape;
  const input = { type: 'input', out_sx: width, out_sy: height, out_depth: channels };
  return [
    input,
    ...architecture.flatMap((layer, index) =>
      index === architecture.length - 1
        ? [{ type: 'softmax', num_classes: mnistClasses }]
        : definitionOf(layer),
    ),
  ];
}

function definitionOf({ kind, params }: Layer): Readonly<Record<string, string | number>>[] {
  if (kind === 'flatten') return [];
  if (kind === 'maxPooling2d' && params.padding === 'valid')
    return [{ type: 'pool', sx: params.poolSize, stride: params.strides }];
  if (kind === 'dense' && params.activation === 'relu')
    return [{ type: 'fc', num_neurons: params.units, activation: 'relu' }];
  if (kind === 'conv2d' && params.activation === 'relu' && params.padding === 'valid') {
    const { kernelSize, strides, filters } = params;
    return [{ type: 'conv', sx: kernelSize, stride: strides, filters, activation: 'relu' }];
  }
  throw new Error(`ConvNetJS is not given ${kind} of this kind here`);
}

/** Kernels in Keras' layout, [rows of a window's matrix][outputs], become one filter for each output. */
function setWeights(net: Net, weights: readonly Float32Array[]): void {
  const layers = net.layers.filter(({ filters }) => filters !== undefined);
  layers.forEach(({ filters = [], biases }, order) => {
    const kernel = weights[2 * order] ?? new Float32Array();
    filters.forEach(({ w }, output) => {
      for (let row = 0; row < w.length; row++) w[row] = kernel[row * filters.length + output] ?? 0;
    });
    biases?.w.set(weights[2 * order + 1] ?? []);
  });
}
