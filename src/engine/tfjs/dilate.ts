import * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel `[size, size, …]` with `dilation` − 1 zeros between its pixels: the same convolution, and unlike the dilated ops
 * of tfjs it has a gradient.
 */
export function dilateKernel(kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  if (dilation === 1) return kernel;
  const [size, , inputs, outputs] = kernel.shape;
  const length = (size - 1) * dilation + 1;
  const rows = spread(tf.reshape(kernel, [1, size, size * inputs * outputs]), dilation);
  const both = spread(tf.reshape(rows, [length, size, inputs * outputs]), dilation);
  return tf.reshape(both, [length, length, inputs, outputs]);
}

/** `[a, n, b]` to `[a, (n − 1)·dilation + 1, b]`, zeros in between. */
function spread(x: tf.Tensor3D, dilation: number): tf.Tensor3D {
  const [a, n, b] = x.shape;
  const zeros = tf.pad(tf.reshape(x, [a * n, 1, b]), [
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  const length = (n - 1) * dilation + 1;
  return tf.slice(tf.reshape(zeros, [a, n * dilation, b]) as tf.Tensor3D, 0, [a, length, b]);
}
