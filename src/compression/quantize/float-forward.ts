import type { ActivationName } from '../../core/layer.ts';
import type { FloatModel } from '../compression.ts';
import { activationFunctions } from './activations.ts';
import {
  forPositions,
  forWindow,
  type Operation,
  operationsOf,
  type Sliding,
} from './operations.ts';

type Floats = Float64Array | Float32Array;
type Step = (x: Floats, inputs: readonly Floats[]) => Floats;

/**
 * What every layer of a network from `lowerToIntegerLayers` makes of one image, in double precision: calibration looks at
 * it, and the integers are tested against it.
 * @param rounded what the next layer is given of a layer's values: where whole numbers are imitated, the nearest it can tell
 */
export function floatForward(
  { architecture, weights }: FloatModel,
  rounded: (values: Floats, layer: number) => Floats = (values) => values,
): (image: Floats) => readonly Floats[] {
  let next = 0;
  const take = () => weights[next++] ?? new Float32Array(0);
  const steps = operationsOf(architecture).map(({ operation, outputSize }, index): Step => {
    const params = architecture[index]?.params ?? {};
    const kernel = hasKernel(operation) ? take() : new Float32Array(0);
    const bias = hasKernel(operation) && 'useBias' in params && params.useBias ? take() : null;
    return stepOf(operation, outputSize, { kernel, bias });
  });
  return (image) => {
    const inputs: Floats[] = [image];
    for (const [layer, step] of steps.entries())
      inputs.push(rounded(step(inputs.at(-1) ?? image, inputs), layer));
    return inputs.slice(1);
  };
}

const hasKernel = ({ type }: Operation): boolean => type === 'conv' || type === 'depthwise';

interface Weights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array | null;
}

function stepOf(operation: Operation, outputSize: number, weights: Weights): Step {
  switch (operation.type) {
    case 'conv':
      return (x) => conv(operation, x, weights);
    case 'depthwise':
      return (x) => depthwise(operation, x, weights);
    case 'maxPool':
      return (x) => maxPool(operation.window, x);
    case 'averagePool':
      return (x) => pool(operation.window, x, mean);
    case 'mean':
      return (x) =>
        Float64Array.from({ length: outputSize }, (_, c) =>
          mean(Array.from({ length: operation.positions }, (_, p) => x[p * outputSize + c] ?? 0)),
        );
    case 'activation':
      return (x) => activate(operation.activation, x);
    case 'add':
      return (x, inputs) => x.map((value, i) => value + (inputs[operation.from]?.[i] ?? 0));
    case 'view':
      return (x) => x;
    default:
      return operation satisfies never;
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** ReLU in place. */
function rectify(y: Float64Array): Float64Array {
  for (let i = 0; i < y.length; i++) if ((y[i] as number) < 0) y[i] = 0; // below length
  return y;
}

const activate = (name: ActivationName, x: Floats): Floats =>
  Float64Array.from(x, activationFunctions[name]);

function conv(
  { window, groups, filters, isRelu }: Extract<Operation, { type: 'conv' }>,
  x: Floats,
  { kernel, bias }: Weights,
): Floats {
  const depth = window.channels / groups;
  const columns = filters / groups;
  const y = new Float64Array(window.outHeight * window.outWidth * filters);
  forPositions(window, (at, position) => {
    const row = y.subarray(position * filters, (position + 1) * filters);
    if (bias) row.set(bias);
    forWindow(window, at, (pixel, tap) => {
      for (let channel = 0; channel < window.channels; channel++) {
        const value = x[pixel * window.channels + channel] as number; // a pixel of the image
        if (value === 0) continue; // most of a digit, and much of what ReLU leaves
        const first = Math.floor(channel / depth) * columns;
        const shift = (tap * depth + (channel % depth)) * filters;
        for (let n = first; n < first + columns; n++)
          row[n] = (row[n] as number) + value * (kernel[shift + n] as number); // within the shapes
      }
    });
  });
  return isRelu ? rectify(y) : y;
}

function depthwise(
  { window, multiplier, isRelu }: Extract<Operation, { type: 'depthwise' }>,
  x: Floats,
  { kernel, bias }: Weights,
): Floats {
  const channels = window.channels * multiplier;
  const y = new Float64Array(window.outHeight * window.outWidth * channels);
  forPositions(window, (at, position) => {
    const row = y.subarray(position * channels, (position + 1) * channels);
    if (bias) row.set(bias);
    forWindow(window, at, (pixel, tap) => {
      for (let c = 0; c < channels; c++) {
        const value = x[pixel * window.channels + Math.floor(c / multiplier)] ?? 0;
        row[c] = (row[c] ?? 0) + value * (kernel[tap * channels + c] ?? 0);
      }
    });
  });
  return isRelu ? rectify(y) : y;
}

function maxPool(window: Sliding, x: Floats): Floats {
  const { channels } = window;
  const y = new Float64Array(window.outHeight * window.outWidth * channels);
  y.fill(Number.NEGATIVE_INFINITY);
  forPositions(window, (at, position) => {
    forWindow(window, at, (pixel) => {
      for (let c = 0; c < channels; c++) {
        const value = x[pixel * channels + c] as number; // a pixel of the image
        if (value > (y[position * channels + c] as number)) y[position * channels + c] = value;
      }
    });
  });
  return y;
}

function pool(window: Sliding, x: Floats, reduce: (values: readonly number[]) => number): Floats {
  const { channels } = window;
  const y = new Float64Array(window.outHeight * window.outWidth * channels);
  forPositions(window, (at, position) => {
    const pixels: number[] = [];
    forWindow(window, at, (pixel) => pixels.push(pixel));
    for (let c = 0; c < channels; c++)
      y[position * channels + c] = reduce(pixels.map((pixel) => x[pixel * channels + c] ?? 0));
  });
  return y;
}
