import type { Shape } from '../../core/shape.ts';
import type { At } from './graph.ts';

/** A kernel as TensorFlow Lite lays it out. */
export interface KernelLayout {
  readonly shape: Shape;
  /** The axis of the output channels: 0, or a depthwise kernel's last. */
  readonly axis: number;
  /** How many output channels there are: in Keras' layout the last axis, or a depthwise kernel's last two. */
  readonly channels: number;
}

export interface Kernel {
  readonly tensor: number;
  /** `hybrid`: int8 weights for inputs that are floats. */
  readonly codes: 'float' | 'int8' | 'hybrid';
}

/** What a bias is added to. */
export interface BiasPlaces {
  /** The bias's place among the network's weights; undefined without one: 0 for each channel. */
  readonly bias: number | undefined;
  readonly kernel: number;
  /** The number of the value that the kernel multiplies. */
  readonly input: number;
  readonly channels: number;
}

/** What a network's tensors hold: floats, or codes and their ranges. Values are numbered as `operationsOf` does. */
export interface Arithmetic {
  readonly isInt8: boolean;
  /** Adds the tensor of a value. */
  value(at: At, shape: Shape, value: number): number;
  /** Whether two values are equal where their numbers are. */
  isSameRange(value: number, other: number): boolean;
  /** Adds a kernel. @param weight its place among the network's weights */
  kernel(at: At, weight: number, layout: KernelLayout): Kernel;
  bias(at: At, places: BiasPlaces): number;
}
