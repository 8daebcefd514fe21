import * as tf from '@tensorflow/tfjs-core';

interface FilterGradient {
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly filterShape: [number, number, number, number];
}

/**
 * The gradient of a conv2d by its filter, [size, size, channels, filters], itself as a convolution: images and channels
 * change places, dy is the filter, and strides become dilation. On the wasm backend that takes about half the time of a
 * matrix product for each of the window's pixels.
 */
export function composedFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { strides, pad, filterShape }: FilterGradient,
): tf.Tensor4D {
  return tf.tidy(() => {
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
    const { top, bottom, left, right } = info.padInfo;
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const images = tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D;
    const filters = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
    const dilation: [number, number] = [info.strideHeight, info.strideWidth];
    const gradient = tf.conv2d(images, filters, 1, 'valid', 'NHWC', dilation);
    // Pixels that no window reached, where strides leave some over.
    const [height, width, channels, outputs] = filterShape;
    const reached = tf.slice(gradient, 0, [channels, height, width, outputs]);
    return tf.transpose(reached, [1, 2, 0, 3]) as tf.Tensor4D;
  });
}

/** Gives a backend the kernel of conv2d's gradient that it lacks (tensorflow/tfjs#8474 for wasm). */
export function registerComposedGradients(backendName: string): void {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D }; // the engine passes tensors
      return composedFilterGradient(x, dy, attrs as unknown as FilterGradient);
    },
  });
}
