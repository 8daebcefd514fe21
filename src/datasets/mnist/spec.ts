import { mnistClasses, mnistShape } from '../../core/shape.ts';

/** The MNIST database of handwritten digits, LeCun, Cortes and Burges 1998, cut as this page cuts it. */
export const mnistSpec = {
  name: 'mnist',
  label: 'MNIST',
  imageShape: mnistShape,
  classes: mnistClasses,
  counts: { train: 55_000, validation: 5000, test: 10_000 },
  /** Where its manifest is, from the page's address. */
  manifestPath: 'data/mnist/manifest.json',
} as const;
