import type { LayerKind, LayerParams } from '../../core/layers/index.ts';

type Matrix = readonly (readonly number[])[];

/** A layer by its formula, in double precision, for one example. */
export interface Reference<K extends LayerKind> {
  /** Why tfjs-layers cannot be asked. */
  readonly reason: string;
  /** Weights are read as matrices of so many columns; one that the layer has not is empty. */
  output(
    x: Matrix,
    params: LayerParams<K>,
    weightNamed: (name: string, columns: number) => Matrix,
  ): Matrix;
}

/** The kinds that tfjs-layers lacks. */
export const references: { readonly [K in LayerKind]?: Reference<K> } = {
  positionEmbedding: {
    reason: 'it is a layer of keras_hub',
    output: (x, _params, weightNamed) => {
      const table = weightNamed('embeddings', widthOf(x));
      return x.map((row, step) => added(row, table[step]));
    },
  },
  multiHeadAttention: {
    reason: 'tf.layers does not offer the one in its source',
    output(x, { heads, keyDim }, weightNamed) {
      const project = (from: Matrix, name: string, columns: number): Matrix => {
        const [bias] = weightNamed(`${name}/bias`, columns);
        return product(from, weightNamed(`${name}/kernel`, columns)).map((row) => added(row, bias));
      };
      const cut = (rows: Matrix, head: number): Matrix =>
        rows.map((row) => row.slice(head * keyDim, (head + 1) * keyDim));
      const [query = [], key = [], value = []] = ['query', 'key', 'value'].map((name) =>
        project(x, name, heads * keyDim),
      );
      const attended = Array.from({ length: heads }, (_, head) => {
        const scores = product(cut(query, head), transposed(cut(key, head)));
        const weights = scores.map((row) => softmax(row.map((score) => score / Math.sqrt(keyDim))));
        return product(weights, cut(value, head));
      });
      const sideBySide = x.map((_, step) => attended.flatMap((rows) => rows[step] ?? []));
      return project(sideBySide, 'attention_output', widthOf(x));
    },
  },
};

/** Rows of so many columns. */
export const matrixOf = (values: ArrayLike<number>, columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_, column) => values[row * columns + column] ?? Number.NaN),
  );

const widthOf = (matrix: Matrix): number => matrix[0]?.length ?? 0;

const added = (row: readonly number[], other: readonly number[] = []): readonly number[] =>
  row.map((value, index) => value + (other[index] ?? 0));

const transposed = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? Number.NaN));

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    transposed(b).map((column) => row.reduce((sum, value, k) => sum + value * (column[k] ?? 0), 0)),
  );

function softmax(row: readonly number[]): readonly number[] {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
