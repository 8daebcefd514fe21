import { dilatedLength, paddingBefore, type Shape, windowOutputLength } from '../../core/shape.ts';

interface Window {
  readonly size: number;
  readonly strides: number;
  readonly padding: 'same' | 'valid';
  readonly dilation?: number;
}

/** Rows and columns of zeros around an image: as many on all sides, or one more after it (TensorFlow's `same`). */
export interface Border {
  readonly before: number;
  readonly after: number;
}

/** @param input an image, as high as wide: all images here are */
export function borderOf([length = 1]: Shape, window: Window): Border {
  const { size, strides: stride, padding, dilation = 1 } = window;
  if (padding === 'valid') return { before: 0, after: 0 };
  const span = dilatedLength(size, dilation);
  const options = { stride, padding };
  const before = paddingBefore(length, span, options);
  const reach = (windowOutputLength(length, span, options) - 1) * stride + span;
  return { before, after: Math.max(reach - length, 0) - before };
}

export const isEven = ({ before, after }: Border): boolean => before === after;

/** `F.pad(x, (0, 1, 0, 1))` */
export const padded = ({ before, after }: Border, rest = ''): string =>
  `F.pad(x, (${before}, ${after}, ${before}, ${after})${rest})`;
