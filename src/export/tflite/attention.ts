import type { LayerParams } from '../../core/layers/index.ts';
import type { Shape } from '../../core/shape.ts';
import type { FloatLayer } from './float-layer.ts';
import { addIntegers, addValue, reshaped } from './graph.ts';
import { addFullyConnected } from './operators.ts';
import { options } from './schema.ts';

/** softmax(q · kᵀ / √d) · v for each head, and a product that mixes the heads. */
export function addAttention(
  site: FloatLayer,
  { heads, keyDim, useBias }: LayerParams<'multiHeadAttention'>,
): number {
  const { graph, name, input, add, weight } = site;
  const [steps = 1, width = 1] = input;
  const inner = heads * keyDim;
  const weightsEach = useBias ? 2 : 1;
  const project = (place: number, part: string, scale = 1): number => {
    const [kernel, bias] = [place * weightsEach, useBias ? place * weightsEach + 1 : null];
    const scaled = (values: Float32Array) => values.map((value) => value * scale);
    const y = addDense(site, {
      name: `${name}/${part}`,
      ...{ x: site.x, shape: [steps, inner], kernel: scaled(weight(kernel)) },
      bias: bias === null ? new Float32Array(inner) : scaled(weight(bias)),
    });
    const apart = reshaped({ graph, name: `${name}/${part}/heads` }, y, [steps, heads, keyDim]);
    return swapped(site, apart, { name: `${name}/${part}/turned`, shape: [heads, steps, keyDim] });
  };
  // The root of d is the query's: a division less.
  const query = project(0, 'query', 1 / Math.sqrt(keyDim));
  const [key, value] = [project(1, 'key'), project(2, 'value')];
  const square = [heads, steps, steps];
  const scores = add('BATCH_MATMUL', [query, key], {
    ...{ name: `${name}/scores`, shape: square, options: options.batchMatMul(true) },
  });
  const shares = add('SOFTMAX', [scores], {
    ...{ name: `${name}/shares`, shape: square, options: options.softmax() },
  });
  const answers = add('BATCH_MATMUL', [shares, value], {
    ...{
      name: `${name}/answers`,
      shape: [heads, steps, keyDim],
      options: options.batchMatMul(false),
    },
  });
  const back = swapped(site, answers, { name: `${name}/back`, shape: [steps, heads, keyDim] });
  return addDense(site, {
    name,
    x: reshaped({ graph, name: `${name}/together` }, back, [steps, inner]),
    ...{ shape: [steps, width], kernel: weight(3 * weightsEach) },
    bias: useBias ? weight(7) : new Float32Array(width),
  });
}

/** Steps and heads change places. */
const swapped = (
  { graph, add }: FloatLayer,
  x: number,
  to: { readonly name: string; readonly shape: Shape },
): number => add('TRANSPOSE', [x, addIntegers(graph, [0, 2, 1, 3])], to);

interface Dense {
  readonly name: string;
  readonly x: number;
  /** Of the output, for each example. */
  readonly shape: Shape;
  /** Rows of inputs, columns of outputs, as Keras lays them out. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Adds x · kernel + bias at every place, and gives its tensor. */
export function addDense(
  { graph, arithmetic }: Pick<FloatLayer, 'graph' | 'arithmetic'>,
  { name, x, shape, kernel, bias }: Dense,
): number {
  const channels = shape.at(-1) ?? 1;
  const layout = { shape: [channels, kernel.length / channels], axis: 0, channels };
  const { tensor, codes } = arithmetic.kernelOf({ graph, name: `${name}/kernel` }, kernel, layout);
  const y = addValue({ graph, name }, shape);
  const added = arithmetic.constant({ graph, name: `${name}/bias` }, bias);
  const product = { x, y, codes, kernel: tensor, bias: added, isRelu: false };
  addFullyConnected(graph, product, shape.length > 1);
  return y;
}
