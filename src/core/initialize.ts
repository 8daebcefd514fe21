import type { Initializer, WeightSpec } from './layer.ts';
import { orthonormalizeRows } from './orthogonal.ts';
import { placeLayers } from './place.ts';
import { hash32, streams, uniform } from './random.ts';
import type { Architecture } from './recipe.ts';
import { mnistShape, type Shape, sizeOf } from './shape.ts';

/** Standard deviation of a standard normal cut at ±2 (Keras divides by it, so that variances stay as named). */
const truncatedDeviation = 0.87962566103423978;

/**
 * Fresh weights in Keras order. Every tensor has a stream of its own, so that adding a layer leaves those before it as
 * they were. @param architecture one that `summarize` finds no problem in
 */
export function initialWeights(
  architecture: Architecture,
  seed: number,
  inputShape: Shape = mnistShape,
): Float32Array[] {
  return weightSpecs(architecture, inputShape).map(({ spec, stream }) =>
    drawWeights(spec, seed, stream),
  );
}

/** Every weight tensor of a network in Keras order, with the layer it belongs to. */
export function weightSpecs(architecture: Architecture, inputShape: Shape = mnistShape) {
  return placeLayers(architecture, inputShape).flatMap(({ weights }, layerIndex) =>
    weights.map((spec, place) => ({
      spec,
      layerIndex,
      stream: streams.init + layerIndex * 16 + place,
    })),
  );
}

function drawWeights(spec: WeightSpec, seed: number, stream: number): Float32Array {
  if (spec.initializer === 'orthogonal') return drawOrthogonal(spec.shape, seed, stream);
  const weights = new Float32Array(sizeOf(spec.shape));
  const draw = drawFrom(spec, seed, stream);
  // Float32Array.from with a callback takes seven times as long.
  for (let counter = 0; counter < weights.length; counter++) weights[counter] = draw(counter);
  return weights;
}

function drawOrthogonal(shape: Shape, seed: number, stream: number): Float32Array {
  const matrix = new Float64Array(sizeOf(shape));
  for (let counter = 0; counter < matrix.length; counter++)
    matrix[counter] = nearNormal(hash32(seed, stream, counter), stream);
  orthonormalizeRows(matrix, shape.at(-1) ?? 1);
  return Float32Array.from(matrix);
}

/** What gives a tensor's weights by their place in it. */
function drawFrom({ initializer, shape }: WeightSpec, seed: number, stream: number) {
  if (initializer === 'zeros') return () => 0;
  if (initializer === 'ones') return () => 1;
  if (initializer === 'unit_forget_bias') {
    const units = sizeOf(shape) / 4;
    return (counter: number) => (counter >= units && counter < 2 * units ? 1 : 0);
  }
  const variance = varianceOf(initializer, shape);
  if (initializer.endsWith('_uniform')) {
    const limit = Math.sqrt(3 * variance);
    return (counter: number) => (2 * uniform(seed, stream, counter) - 1) * limit;
  }
  const deviation = Math.sqrt(variance) / truncatedDeviation;
  return (counter: number) => truncatedNormal(seed, stream, counter) * deviation;
}

/** Keras' `compute_fans`: the last two sides are channels in and out, those before them the window. */
export function fansOf(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  const window = sizeOf(shape.slice(0, -2));
  return { fanIn: window * (shape.at(-2) ?? 1), fanOut: window * (shape.at(-1) ?? 1) };
}

/** Glorot & Bengio 2010: 2/(in + out). He et al. 2015: 2/in. LeCun 1998: 1/in. */
function varianceOf(initializer: Initializer, shape: Shape): number {
  const { fanIn, fanOut } = fansOf(shape);
  if (initializer.startsWith('glorot')) return 2 / (fanIn + fanOut);
  return (initializer.startsWith('he') ? 2 : 1) / fanIn;
}

/**
 * Nearly a standard normal: twelve uniforms less six (Irwin–Hall) are within 0.3 % of one between ±2 and need no
 * logarithm or cosine, whose last bits differ between JavaScript engines.
 */
function nearNormal(seed: number, stream: number): number {
  let sum = -6;
  for (let term = 0; term < 12; term++) sum += uniform(seed, stream, term);
  return sum;
}

/** A standard normal cut at ±2: values outside are drawn again. */
function truncatedNormal(seed: number, stream: number, counter: number): number {
  for (let attempt = 0; ; attempt++) {
    const value = nearNormal(hash32(seed, stream, counter * 64 + attempt), stream);
    if (Math.abs(value) <= 2) return value;
  }
}
