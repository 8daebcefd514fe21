import type { LayerParams } from '../../core/layers/index.ts';
import type { Shape } from '../../core/shape.ts';
import { addDense } from './attention.ts';
import type { FloatLayer } from './float-layer.ts';
import {
  addConstant,
  addIntegers,
  addNumbers,
  addOperator,
  addTensor,
  addValue,
  createGraph,
  type Graph,
  reshaped,
} from './graph.ts';
import { addCell, type CellKind, gatesOf } from './recurrent-cell.ts';
import { options } from './schema.ts';

type Params = LayerParams<CellKind>;

/** One direction of a layer. */
interface Direction {
  readonly kind: CellKind;
  readonly name: string;
  readonly isBackward: boolean;
  readonly units: number;
  readonly givesAll: boolean;
  readonly kernel: Float32Array;
  readonly recurrentKernel: Float32Array;
  /** What is added to products of the input, and to those of the state. */
  readonly biases: readonly [Float32Array, Float32Array];
}

/**
 * A loop over the steps for each direction: the products with the inputs of all steps stand before it. An unrolled loop would
 * be some hundred operators, and TensorFlow Lite's own LSTM keeps its state from one call to the next.
 */
export function addRecurrent(site: FloatLayer, kind: CellKind, params: Params): number {
  const directions = params.bidirectional ? ['/forward', '/backward'] : [''];
  const each = params.useBias ? 3 : 2;
  const outputs = directions.map((suffix, place) => {
    const [kernel, recurrentKernel] = [0, 1].map((own) => site.weight(place * each + own));
    const columns = gatesOf[kind] * params.units;
    const bias = params.useBias ? site.weight(place * each + 2) : new Float32Array(2 * columns);
    return addDirection(site, {
      ...{ kind, name: `${site.name}${suffix}`, isBackward: place === 1, units: params.units },
      givesAll: params.returnSequences,
      kernel: kernel ?? new Float32Array(0),
      recurrentKernel: recurrentKernel ?? new Float32Array(0),
      biases: [bias.slice(0, columns), biasOfState(bias, columns)],
    });
  });
  const [only = 0, ...others] = outputs;
  return others.length === 0
    ? only
    : site.add('CONCATENATION', outputs, {
        ...{ name: site.name, shape: site.output },
        options: options.concatenation(site.output.length),
      });
}

/** A GRU's second half; the others have one bias for both. */
const biasOfState = (bias: Float32Array, columns: number): Float32Array =>
  bias.length > columns ? bias.slice(columns) : new Float32Array(columns);

/** Gives the tensor of the last state, or of all of them in the order of the input. */
function addDirection(site: FloatLayer, direction: Direction): number {
  const { graph, graphs, input, add } = site;
  const { kind, name, units, givesAll, kernel, biases } = direction;
  const [steps = 1] = input;
  const columns = gatesOf[kind] * units;
  const products = addDense(site, {
    name: `${name}/products`,
    ...{ x: site.x, shape: [steps, columns], kernel, bias: biases[0] },
  });
  const zero = addConstant(
    { graph, name: `${name}/zero` },
    {
      ...{ type: 'float32', shape: [], values: new Float32Array(1) },
    },
  );
  // Zeros for every example of a batch whose size only shows when it runs.
  const cut = (part: string, shape: Shape): number => {
    const [from, size] = [
      [0, 0, 0],
      [-1, ...shape],
    ].map((values) => addIntegers(graph, values));
    const some = add('SLICE', [products, from ?? 0, size ?? 0], { name: `${name}/${part}`, shape });
    return add('MUL', [some, zero], { name: `${name}/${part}/zeros`, shape });
  };
  const state = reshaped({ graph, name: `${name}/state` }, cut('first', [1, units]), [units]);
  const all = givesAll ? [cut('all', [steps, units])] : [];
  const cells = kind === 'lstm' ? [state] : [];
  const first = [addIntegers(graph, [0], []), products, state, ...cells, ...all];
  const condition = graphs.push(conditionGraph(site, direction, first)) - 1;
  const body = graphs.push(bodyGraph(site, direction, first)) - 1;
  const outputs = first.map((place) => addTensor(graph, { ...copyOf(graph, place), name }));
  const loop = { inputs: first, outputs };
  addOperator(graph, 'WHILE', { ...loop, options: options.while(condition, body) });
  return outputs[givesAll ? outputs.length - 1 : 2] ?? 0;
}

const copyOf = ({ tensors }: Graph, place: number) => {
  const tensor = tensors[place];
  if (tensor === undefined) throw new Error('no such tensor');
  return { ...tensor, data: null };
};

/** A loop's graph takes what the loop carries. */
function loopGraph({ graph }: FloatLayer, name: string, carried: readonly number[]): Graph {
  const own = createGraph(name);
  for (const place of carried) own.inputs.push(addTensor(own, copyOf(graph, place)));
  return own;
}

function conditionGraph(site: FloatLayer, { name }: Direction, carried: readonly number[]): Graph {
  const graph = loopGraph(site, `${name}/goes on`, carried);
  const steps = addIntegers(graph, [site.input[0] ?? 1], []);
  const goesOn = addNumbers({ graph, name: 'goes on' }, 'bool', []);
  addOperator(graph, 'LESS', { inputs: [0, steps], outputs: [goesOn] });
  graph.outputs.push(goesOn);
  return graph;
}

/** One step: what is carried is its number, all products, the state, an LSTM's memory, and all states so far. */
function bodyGraph(site: FloatLayer, direction: Direction, carried: readonly number[]): Graph {
  const { kind, name, units, isBackward, givesAll } = direction;
  const graph = loopGraph(site, `${name}/step`, carried);
  const [step = 0, products = 0, state = 0, memory = 0] = graph.inputs;
  const columns = gatesOf[kind] * units;
  const number = (part: string, kind: 'ADD' | 'SUB', inputs: readonly number[]): number => {
    const sum = addNumbers({ graph, name: part }, 'int32', []);
    addOperator(graph, kind, { inputs, outputs: [sum], options: options.elementwise(false) });
    return sum;
  };
  const last = addIntegers(graph, [(site.input[0] ?? 1) - 1], []);
  const place = isBackward ? number('place', 'SUB', [last, step]) : step;
  const x = addValue({ graph, name: 'x' }, [columns]);
  addOperator(graph, 'GATHER', {
    inputs: [products, place],
    outputs: [x],
    options: options.gather(1),
  });
  const ofState = addDense(
    { ...site, graph },
    {
      name: 'of state',
      ...{
        x: state,
        shape: [columns],
        kernel: direction.recurrentKernel,
        bias: direction.biases[1],
      },
    },
  );
  const next = addCell(graph, kind, { x, ofState, state, memory, units });
  const all = givesAll
    ? [addStore(graph, { all: graph.inputs.at(-1) ?? 0, place, next: next[0] ?? 0 }, units)]
    : [];
  const after = number('next', 'ADD', [step, addIntegers(graph, [1], [])]);
  graph.outputs.push(after, products, ...next, ...all);
  return graph;
}

interface Store {
  readonly all: number;
  readonly place: number;
  readonly next: number;
}

/** Writes a state among all of them. */
function addStore(graph: Graph, { all, place, next }: Store, units: number): number {
  const zero = addIntegers(graph, [0], []);
  const at = addNumbers({ graph, name: 'at' }, 'int32', [3]);
  addOperator(graph, 'PACK', {
    inputs: [zero, place, zero],
    outputs: [at],
    options: options.pack(3),
  });
  const row = reshaped({ graph, name: 'row' }, next, [1, units]);
  const y = addTensor(graph, { ...copyOf(graph, all), name: 'all states' });
  addOperator(graph, 'DYNAMIC_UPDATE_SLICE', { inputs: [all, row, at], outputs: [y] });
  return y;
}
