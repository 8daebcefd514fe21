import type { Shape } from '../../core/shape.ts';
import type { Arrangement } from './arrange.ts';
import type { Graph } from './graph.ts';

/** Where a layer is written: the graph, its shapes (channels last, without the batch) and its weights by their own names. */
export interface Site {
  readonly graph: Graph;
  readonly input: Shape;
  readonly output: Shape;
  has(weight: string): boolean;
  /** A weight as a value of the graph. */
  weight(name: string, arrange: (shape: Shape) => Arrangement): string;
  /** In a network of floats: a weight's numbers, and a weight put together from them. */
  numbers(name: string): Float32Array;
  assembled(name: string, dims: Shape, values: Float32Array): string;
  /** What an operation has given: rounded to its codes where the network computes in whole numbers. */
  value(x: string): string;
}

/** A number as a value of the graph. */
export const scalar = ({ graph }: Site, name: string, value: number): string =>
  graph.constant({ name: `${graph.scope}/${name}`, dims: [], values: Float32Array.of(value) });

/** Images go through a graph as N×C×H×W, sequences as N×steps×features. */
const toChannelsLast = [0, 2, 3, 1];
const toChannelsFirst = [0, 3, 1, 2];

export const transposed = ({ graph }: Site, x: string, perm: readonly number[]): string =>
  graph.node('Transpose', [x], { perm });

/** @param dims 0 for a side that stays, −1 for one that follows from the rest */
export const reshaped = ({ graph }: Site, x: string, dims: readonly number[]): string =>
  graph.node('Reshape', [x, graph.integers(dims)]);

/** An image with its channels last, as every other layout of ours has them; nothing is moved where that is the same. */
export function channelsLast(site: Site, x: string): string {
  const [height = 1, width = 1, channels = 1] = site.input;
  return height * width === 1 || channels === 1 ? x : transposed(site, x, toChannelsLast);
}

/** An operation whose channels are axis 1, on a value of any shape. */
export function onChannels(site: Site, x: string, write: (x: string) => string): string {
  if (site.input.length !== 2) return write(x);
  return transposed(site, write(transposed(site, x, [0, 2, 1])), [0, 2, 1]);
}

/** An operation along the last axis, on a value of any shape. */
export function onLastAxis(site: Site, x: string, write: (x: string) => string): string {
  if (site.input.length !== 3) return write(x);
  return transposed(site, write(transposed(site, x, toChannelsLast)), toChannelsFirst);
}
