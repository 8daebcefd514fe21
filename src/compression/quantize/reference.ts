import type { QuantizedRange } from '../../core/stored-model.ts';
import type { WindowGeometry } from '../../core/window.ts';
import { fixedPoint, multiplyByFixedPoint } from './fixed-point.ts';
import type { IntegerLayer, IntegerNetwork } from './int8.ts';
import type { Operation } from './operations.ts';
import { clamp } from './round.ts';

/**
 * TFLite's reference kernels for int8 in plain TypeScript: codes of every operation's output for one image of grey levels. Slow
 * and obvious; the wasm kernels are held to it bit for bit.
 */
export function integerForward(
  { layers, pixels }: IntegerNetwork,
  image: Uint8Array,
): readonly Int8Array[] {
  const values: Int8Array[] = [Int8Array.from(image, (grey) => pixels[grey] ?? 0)];
  for (const layer of layers)
    values.push(
      runLayer(
        layer,
        layer.inputs.map((value) => values[value] ?? new Int8Array(0)),
      ),
    );
  return values.slice(1);
}

/** One operation on the codes of one image. */
export function runLayer(
  layer: IntegerLayer,
  [x = new Int8Array(0), other = x]: readonly Int8Array[],
): Int8Array {
  const { operation, table } = layer;
  switch (operation.type) {
    case 'conv':
      return conv(layer, operation, x);
    case 'depthwise':
      return depthwise(layer, operation, x);
    case 'maxPool':
      return pool(operation.window, x, (codes) => Math.max(...codes));
    case 'averagePool':
      return pool(operation.window, x, averageOf);
    case 'mean':
      return mean(layer, operation, x);
    case 'activation':
      return x.map((code) => table?.[code + 128] ?? 0);
    case 'add':
      return add(layer, x, other);
    case 'concat':
      return concat(operation, x, other);
    case 'view':
      return x;
    default:
      return operation satisfies never;
  }
}

/** acc · factor + zero point, within the layer's bounds. */
const requantize = (layer: IntegerLayer, sum: number, channel: number): number =>
  clamp(
    multiplyByFixedPoint(sum, layer.factors[channel] ?? fixedPoint(0)) + layer.output.zeroPoint,
    layer.low,
    layer.high,
  );

function conv(
  layer: IntegerLayer,
  { window, groups, filters }: Extract<Operation, { type: 'conv' }>,
  x: Int8Array,
): Int8Array {
  const { kernel, bias, input } = layer;
  const depth = window.channels / groups;
  const y = new Int8Array(layer.outputSize);
  forPositions(window, (at, position) => {
    for (let n = 0; n < filters; n++) {
      const first = Math.floor(n / (filters / groups)) * depth;
      let sum = bias[n] ?? 0;
      forWindow(window, at, (pixel, tap) => {
        for (let k = 0; k < depth; k++) {
          const code = x[pixel * window.channels + first + k] ?? 0;
          sum =
            (sum + (code - input.zeroPoint) * (kernel[(tap * depth + k) * filters + n] ?? 0)) | 0;
        }
      });
      y[position * filters + n] = requantize(layer, sum, n);
    }
  });
  return y;
}

function depthwise(
  layer: IntegerLayer,
  { window, multiplier }: Extract<Operation, { type: 'depthwise' }>,
  x: Int8Array,
): Int8Array {
  const { kernel, bias, input } = layer;
  const channels = window.channels * multiplier;
  const y = new Int8Array(layer.outputSize);
  forPositions(window, (at, position) => {
    for (let c = 0; c < channels; c++) {
      let sum = bias[c] ?? 0;
      forWindow(window, at, (pixel, tap) => {
        const code = x[pixel * window.channels + Math.floor(c / multiplier)] ?? 0;
        sum = (sum + (code - input.zeroPoint) * (kernel[tap * channels + c] ?? 0)) | 0;
      });
      y[position * channels + c] = requantize(layer, sum, c);
    }
  });
  return y;
}

function pool(
  window: WindowGeometry,
  x: Int8Array,
  reduce: (codes: readonly number[]) => number,
): Int8Array {
  const { channels, outHeight, outWidth } = window;
  const y = new Int8Array(outHeight * outWidth * channels);
  forPositions(window, (at, position) => {
    const pixels: number[] = [];
    forWindow(window, at, (pixel) => pixels.push(pixel));
    for (let c = 0; c < channels; c++)
      y[position * channels + c] = reduce(pixels.map((pixel) => x[pixel * channels + c] ?? 0));
  });
  return y;
}

/** Of codes with their zero point, halves away from the code 0: TFLite's `AveragePool`. */
const averageOf = (codes: readonly number[]): number =>
  divideAway(
    codes.reduce((sum, code) => sum + code, 0),
    codes.length,
  );

const divideAway = (sum: number, count: number): number =>
  Math.trunc((sum + (sum > 0 ? 1 : -1) * Math.floor(count / 2)) / count);

/** TFLite's `QuantizedMeanOrSum` over height and width: the factor divides by their number as well. */
function mean(
  layer: IntegerLayer,
  { positions, channels }: Extract<Operation, { type: 'mean' }>,
  x: Int8Array,
): Int8Array {
  const [factor = fixedPoint(0)] = layer.factors;
  return Int8Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let p = 0; p < positions; p++) sum += (x[p * channels + c] ?? 0) - layer.input.zeroPoint;
    return clamp(multiplyByFixedPoint(sum, factor) + layer.output.zeroPoint, -128, 127);
  });
}

/** Factors of TFLite's `Add`: both inputs are brought to twice the larger scale, with 20 bits to spare. */
export function addFactors(a: QuantizedRange, b: QuantizedRange, output: QuantizedRange) {
  const twice = 2 * Math.max(a.scale, b.scale);
  return {
    a: fixedPoint(a.scale / twice),
    b: fixedPoint(b.scale / twice),
    output: fixedPoint(twice / (2 ** 20 * output.scale)),
  };
}

/** TFLite's `Add`. */
function add(layer: IntegerLayer, x: Int8Array, other: Int8Array): Int8Array {
  const factors = addFactors(layer.input, layer.other, layer.output);
  return x.map((code, i) => {
    const first = (code - layer.input.zeroPoint) * 2 ** 20;
    const second = ((other[i] ?? 0) - layer.other.zeroPoint) * 2 ** 20;
    const sum = multiplyByFixedPoint(first, factors.a) + multiplyByFixedPoint(second, factors.b);
    return clamp(multiplyByFixedPoint(sum, factors.output) + layer.output.zeroPoint, -128, 127);
  });
}

/** Both have the output's range, so their codes are copied. */
function concat(
  { channels }: Extract<Operation, { type: 'concat' }>,
  x: Int8Array,
  other: Int8Array,
): Int8Array {
  const y = new Int8Array(2 * x.length);
  for (let first = 0; first < x.length; first += channels) {
    y.set(x.subarray(first, first + channels), 2 * first);
    y.set(other.subarray(first, first + channels), 2 * first + channels);
  }
  return y;
}

/** The pixels of the image that lie in the window of an output position, and the window's own place for each. */
function forWindow(
  window: WindowGeometry,
  { row, column }: { readonly row: number; readonly column: number },
  visit: (pixel: number, tap: number) => void,
): void {
  const { height, width, size, stride, dilation, top, left } = window;
  for (let ky = 0; ky < size; ky++) {
    const y = row * stride - top + ky * dilation;
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < size; kx++) {
      const x = column * stride - left + kx * dilation;
      if (x >= 0 && x < width) visit(y * width + x, ky * size + kx);
    }
  }
}

/** Every output position of a window, with its number. */
function forPositions(
  { outHeight, outWidth }: WindowGeometry,
  visit: (at: { readonly row: number; readonly column: number }, position: number) => void,
): void {
  for (let row = 0; row < outHeight; row++)
    for (let column = 0; column < outWidth; column++)
      visit({ row, column }, row * outWidth + column);
}
