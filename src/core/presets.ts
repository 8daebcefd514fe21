import {
  batchNorm,
  conv,
  dense,
  depthwiseBlock,
  fire,
  flatten,
  layer,
  logits,
  normalised,
  pool,
  readOut,
  residualBlock,
  separable,
  stack,
  transformerBlock,
} from './preset-blocks.ts';
import type { Architecture } from './recipe.ts';

export interface Preset {
  readonly id: string;
  readonly label: string;
  /** What it is and why one would look at it. */
  readonly description: string;
  readonly architecture: Architecture;
}

/** Networks to start from; the first is what a first visit shows. */
export const presets: readonly Preset[] = [
  {
    id: 'reference-cnn',
    label: 'Reference CNN',
    description: 'Two convolutions and a dense layer: the network to beat. 121,930 parameters.',
    architecture: stack(conv(32), pool, conv(64), pool, flatten, dense(64), logits),
  },
  {
    id: 'mlp-784-128-10',
    label: 'MLP 784-128-10',
    description: 'One hidden layer on raw pixels. 101,770 parameters.',
    architecture: stack(flatten, dense(128), logits),
  },
  {
    id: 'teacher-784-512-256-10',
    label: 'Teacher MLP 784-512-256-10',
    description: 'A large MLP, to be distilled into a small one. 535,818 parameters.',
    architecture: stack(flatten, dense(512), dense(256), logits),
  },
  {
    id: 'lenet-300-100',
    label: 'LeNet-300-100',
    description: 'The MLP of the pruning papers. 266,610 parameters.',
    architecture: stack(flatten, dense(300), dense(100), logits),
  },
  {
    id: 'lenet-5',
    label: 'LeNet-5',
    description: 'LeCun 1998, with tanh and average pooling. 61,706 parameters.',
    architecture: stack(
      conv(6, { kernelSize: 5, padding: 'same', activation: 'tanh' }),
      layer('averagePooling2d'),
      conv(16, { kernelSize: 5, activation: 'tanh' }),
      layer('averagePooling2d'),
      flatten,
      dense(120, { activation: 'tanh' }),
      dense(84, { activation: 'tanh' }),
      logits,
    ),
  },
  {
    id: 'caffe-lenet-5',
    label: "Caffe's LeNet-5",
    description: 'The CNN of the pruning papers: 20, 50, 500. 431,080 parameters.',
    architecture: stack(
      conv(20, { kernelSize: 5, activation: 'linear' }),
      pool,
      conv(50, { kernelSize: 5, activation: 'linear' }),
      pool,
      flatten,
      dense(500),
      logits,
    ),
  },
  {
    id: 'keras-mnist-convnet',
    label: 'Keras mnist_convnet',
    description: "Keras' own MNIST example, with half its answers dropped out. 34,826 parameters.",
    architecture: stack(
      conv(32),
      pool,
      conv(64),
      pool,
      flatten,
      layer('dropout', { rate: 0.5 }),
      logits,
    ),
  },
  {
    id: 'pruning-tutorial-cnn',
    label: 'Pruning tutorial CNN',
    description:
      'One convolution: the network of the TensorFlow pruning tutorial. 20,410 parameters.',
    architecture: stack(conv(12), pool, flatten, logits),
  },
  {
    id: 'cnn-2k',
    label: 'CNN of 2,034 parameters',
    description: 'The reference CNN with an eighth of its width: smaller than a photo of a digit.',
    architecture: stack(conv(4), pool, conv(8), pool, flatten, dense(8), logits),
  },
  {
    id: 'cnn-7k',
    label: 'CNN of 7,038 parameters',
    description:
      'Separable convolutions: 99.26 % of the test digits after 12 epochs of Adam 0.01 with a cosine.',
    architecture: stack(
      ...[...normalised(12), pool],
      ...[...separable(28), pool],
      ...[...separable(44), pool],
      ...separable(60),
      ...readOut(3),
    ),
  },
  {
    id: 'cnn-1k',
    label: 'CNN of 1,136 parameters',
    description:
      'The same plan in a sixth of the size: 98.30 % after 25 epochs of Adam 0.01 with a cosine.',
    architecture: stack(
      ...normalised(5, { kernelSize: 5, strides: 2 }),
      ...separable(9),
      ...separable(11, { strides: 2 }),
      pool,
      ...separable(14),
      ...readOut(3),
    ),
  },
  {
    id: 'mobilenet-like',
    label: 'MobileNet-like',
    description: 'Depthwise convolutions with batch norm and global average pooling.',
    architecture: stack(
      ...normalised(16, { strides: 2 }),
      ...depthwiseBlock(32, 1),
      ...depthwiseBlock(64, 2),
      ...depthwiseBlock(64, 1),
      layer('globalAveragePooling2d'),
      logits,
    ),
  },
  {
    id: 'squeezenet-like',
    label: 'SqueezeNet-like',
    description:
      'Fire modules: few channels where the 3×3 filters look, many where they answer. 16,026 parameters.',
    architecture: stack(
      conv(16, { strides: 2, padding: 'same' }),
      ...[fire(8), fire(8), pool, fire(16), fire(16)],
      batchNorm,
      conv(10, { kernelSize: 1, activation: 'linear' }),
      layer('globalAveragePooling2d'),
    ),
  },
  {
    id: 'vgg-like',
    label: 'VGG-like',
    description: 'Pairs of 3×3 convolutions, doubled after every pooling, with dropout.',
    architecture: stack(
      conv(16, { padding: 'same' }),
      conv(16, { padding: 'same' }),
      pool,
      conv(32, { padding: 'same' }),
      conv(32, { padding: 'same' }),
      pool,
      flatten,
      dense(128),
      layer('dropout', { rate: 0.5 }),
      logits,
    ),
  },
  {
    id: 'lstm-rows',
    label: 'LSTM over rows',
    description: 'Reads the image row by row and answers after the last one. 24,458 parameters.',
    architecture: stack(layer('reshape'), layer('lstm'), logits),
  },
  {
    id: 'resnet-20k',
    label: 'ResNet of 20k',
    description:
      'Two residual blocks: the layers in between learn a correction. 19,898 parameters.',
    architecture: stack(
      ...normalised(16, { strides: 2 }),
      ...residualBlock(16, false),
      ...residualBlock(32, true),
      layer('globalAveragePooling2d'),
      logits,
    ),
  },
  {
    id: 'resnet-80k',
    label: 'ResNet of 80k',
    description: 'Three residual blocks of 16, 32 and 64 filters. 78,138 parameters.',
    architecture: stack(
      ...normalised(16, { strides: 2 }),
      ...residualBlock(16, false),
      ...residualBlock(32, true),
      ...residualBlock(64, true),
      layer('globalAveragePooling2d'),
      logits,
    ),
  },
  {
    id: 'vit-tiny',
    label: 'Tiny Vision Transformer',
    description:
      'The digit as 16 patches that look at each other, in two blocks. 19,594 parameters.',
    architecture: stack(
      layer('patchEmbedding', { patchSize: 7, units: 32 }),
      layer('positionEmbedding'),
      ...transformerBlock(32, 4),
      ...transformerBlock(32, 4),
      layer('layerNormalization'),
      layer('globalAveragePooling1d'),
      logits,
    ),
  },
];

/** The preset that an architecture is, layer ids apart; null when it is none. */
export function presetOf(architecture: Architecture): Preset | null {
  const wanted = contentOf(architecture);
  return presets.find((preset) => contentOf(preset.architecture) === wanted) ?? null;
}

const contentOf = (architecture: Architecture): string =>
  JSON.stringify(architecture.map(({ kind, params }) => [kind, Object.entries(params).sort()]));
