import type { LayerParams } from '../../core/layers/index.ts';
import type { SequenceShape } from '../../core/shape.ts';
import { asItIs, permuted } from './arrange.ts';
import { reshaped, type Site, scalar, transposed } from './site.ts';

/** x · kernel + bias along the last axis, of a vector or of every step. */
export function product(site: Site, x: string): string {
  const { graph } = site;
  const kernel = site.weight('kernel', asItIs);
  const bias = site.has('bias') ? [site.weight('bias', asItIs)] : [];
  if (site.input.length === 1) return graph.node('Gemm', [x, kernel, ...bias]);
  const sums = graph.node('MatMul', [x, kernel]);
  return bias.length === 0 ? sums : graph.node('Add', [sums, ...bias]);
}

/** Places of ONNX' gates among those of Keras. */
export const gateOrders = {
  simpleRnn: [0],
  /** Update, reset, candidate in both. */
  gru: [0, 1, 2],
  /** Keras: input, forget, cell, output; ONNX: input, output, forget, cell. */
  lstm: [0, 3, 1, 2],
} as const satisfies Readonly<Record<string, readonly number[]>>;

interface Cell {
  readonly opType: 'RNN' | 'GRU' | 'LSTM';
  readonly gates: readonly number[];
}

/**
 * ONNX Runtime wants steps first. Both directions stand in one tensor, and a bias for the input is followed by one for the
 * memory, which Keras has in a GRU alone.
 */
const recurrent =
  ({ opType, gates }: Cell) =>
  (site: Site, x: string, params: LayerParams<'gru'>): string => {
    const { graph, input } = site;
    const [, features] = input as SequenceShape; // core accepted it
    const { units, bidirectional, returnSequences, useBias } = params;
    const directions = bidirectional ? ['forward_', 'backward_'] : [''];
    const stacked = (name: string, columns: number, read: (direction: string) => Float32Array) =>
      site.assembled(
        name,
        [directions.length, ...(name === 'bias' ? [columns] : [gates.length * units, columns])],
        concatenated(directions.map(read)),
      );
    const kernel = (name: string, rows: number) =>
      stacked(name, rows, (direction) =>
        permuted(
          inGates(site.numbers(`${direction}${name}`), [rows, gates.length, units], gates),
          [rows, gates.length * units],
          [1, 0],
        ),
      );
    const bias = () =>
      stacked('bias', 2 * gates.length * units, (direction) => {
        const both = new Float32Array(2 * gates.length * units);
        const own = site.numbers(`${direction}bias`);
        both.set(inGates(own, [own.length / (gates.length * units), gates.length, units], gates));
        return both;
      });
    const inputs = [
      transposed(site, x, [1, 0, 2]),
      kernel('kernel', features),
      kernel('recurrent_kernel', units),
      ...(useBias ? [bias()] : []),
    ];
    const attributes = {
      hidden_size: units,
      direction: bidirectional ? 'bidirectional' : 'forward',
      ...(opType === 'GRU' && { linear_before_reset: 1 }),
    };
    const width = directions.length * units;
    if (!returnSequences) {
      const last = graph.nodeWithSecond(opType, inputs, attributes);
      return reshaped(site, transposed(site, last, [1, 0, 2]), [0, width]);
    }
    const steps = graph.node(opType, inputs, attributes);
    return reshaped(site, transposed(site, steps, [2, 0, 1, 3]), [0, 0, width]);
  };

export const simpleRnn = recurrent({ opType: 'RNN', gates: gateOrders.simpleRnn });
export const gru = recurrent({ opType: 'GRU', gates: gateOrders.gru });
export const lstm = recurrent({ opType: 'LSTM', gates: gateOrders.lstm });

/** Columns of gates in another order. */
export function inGates(
  values: Float32Array,
  [rows, count, units]: readonly [number, number, number],
  order: readonly number[],
): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (const [place, gate] of order.entries()) {
      const from = (row * count + gate) * units;
      result.set(values.subarray(from, from + units), (row * count + place) * units);
    }
  return result;
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = parts;
  const result = new Float32Array(first.length * parts.length);
  for (const [place, part] of parts.entries()) result.set(part, place * first.length);
  return result;
}

/** Softmax(Q · Kᵀ / √keyDim) · V for each head. */
export function multiHeadAttention(
  site: Site,
  x: string,
  { heads, keyDim }: LayerParams<'multiHeadAttention'>,
): string {
  const { graph } = site;
  const inner = heads * keyDim;
  const project = (from: string, name: string, columns: number): string => {
    const width = columns === inner ? (site.input.at(-1) ?? 1) : inner;
    const kernel = site.weight(`${name}/kernel`, () => asItIs([width, columns]));
    const sums = graph.node('MatMul', [from, kernel]);
    if (!site.has(`${name}/bias`)) return sums;
    return graph.node('Add', [sums, site.weight(`${name}/bias`, () => asItIs([columns]))]);
  };
  const perHead = (name: string, perm: readonly number[]): string =>
    transposed(site, reshaped(site, project(x, name, inner), [0, 0, heads, keyDim]), perm);
  const query = perHead('query', [0, 2, 1, 3]);
  const key = perHead('key', [0, 2, 3, 1]);
  const value = perHead('value', [0, 2, 1, 3]);
  const scale = scalar(site, 'scale', 1 / Math.sqrt(keyDim));
  const scores = graph.node('MatMul', [graph.node('Mul', [query, scale]), key]);
  const attended = graph.node('MatMul', [graph.node('Softmax', [scores], { axis: -1 }), value]);
  const joined = reshaped(site, transposed(site, attended, [0, 2, 1, 3]), [0, 0, inner]);
  return project(joined, 'attention_output', site.input.at(-1) ?? 1);
}
