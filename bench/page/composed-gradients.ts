import * as tf from '@tensorflow/tfjs-core';

interface FilterGradient {
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly filterShape: [number, number, number, number];
}

/**
 * The gradient of a conv2d by its filter, [size, size, channels, filters]: for each of the window's pixels, the part of
 * the padded input that it saw, as a matrix, transposed, times dy. Transposed apart: the wasm backend's product with
 * `transposeA` takes about twice as long.
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
    const rows = tf.reshape(dy, [-1, info.outChannels]) as tf.Tensor2D;
    const taps = Array.from({ length: info.filterHeight * info.filterWidth }, (_, tap) => {
      const seen = seenBy(padded, info, [
        Math.floor(tap / info.filterWidth),
        tap % info.filterWidth,
      ]);
      return tf.matMul(tf.transpose(seen) as tf.Tensor2D, rows);
    });
    return tf.reshape(tf.stack(taps), filterShape);
  });
}

/** What one pixel of the window saw, [positions of all images, channels]. */
function seenBy(
  padded: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
  [row, column]: readonly [number, number],
): tf.Tensor2D {
  const { batchSize, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  const end = [
    batchSize,
    row + (outHeight - 1) * strideHeight + 1,
    column + (outWidth - 1) * strideWidth + 1,
    inChannels,
  ];
  const window = tf.stridedSlice(padded, [0, row, column, 0], end, [
    1,
    strideHeight,
    strideWidth,
    1,
  ]);
  return tf.reshape(window, [-1, inChannels]);
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
