import { partsOf } from '../../compression/quantize/operations.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { mnistClasses, mnistShape, type Shape } from '../../core/shape.ts';
import { kerasNames } from '../../core/summary.ts';
import type { Arithmetic } from './arithmetic.ts';
import { addOperator, createGraph, type Graph, reshaped, shapeAt } from './graph.ts';
import { addActivation, addMean, addPool } from './operators.ts';
import { addProduct } from './product.ts';
import { options } from './schema.ts';
import { outputOf, type Site, type Walk } from './site.ts';

/** A layer that only floats can compute, in its place. */
export interface FloatSite {
  readonly graph: Graph;
  readonly name: string;
  readonly layer: PlacedLayer['layer'];
  readonly x: number;
  readonly input: Shape;
  readonly output: Shape;
  /** The place of its first weight among the network's. */
  readonly firstWeight: number;
  /** Graphs of the model: those of loops are added, and known by their places. */
  readonly graphs: Graph[];
}

/** Adds the layer and gives its output's tensor; null for a kind that is not its business. */
export type AddFloatLayer = (site: FloatSite) => number | null;

/**
 * A network as TensorFlow Lite's graphs, the first of them from the image to the logits; the batch is free.
 * @param architecture one that `lowerLayers` has made
 */
export function networkGraphs(
  architecture: Architecture,
  arithmetic: Arithmetic,
  addFloatLayer: AddFloatLayer = () => null,
): readonly Graph[] {
  const graph = createGraph('main');
  const graphs = [graph];
  const walk: Walk = {
    ...{ graph, arithmetic, placed: placeLayers(architecture), names: kerasNames(architecture) },
    values: [arithmetic.value({ graph, name: 'image' }, mnistShape, 0)],
    inputs: [],
    weight: 0,
  };
  walk.placed.forEach((placed, index) => {
    walk.inputs.push(walk.values.length - 1);
    const site = {
      ...{ graph, graphs, layer: placed.layer, name: walk.names[index] ?? '' },
      ...{ x: walk.values.at(-1) ?? 0, input: placed.input ?? [], output: outputOf(placed) },
      firstWeight: walk.weight,
    };
    const y = addFloatLayer(site);
    if (y === null) addLayer(walk, placed, index);
    else {
      walk.values.push(y);
      walk.weight += placed.weights.length;
    }
  });
  graph.inputs.push(0);
  const last = walk.values.at(-1) ?? 0;
  const logits = reshaped({ graph, name: 'logits' }, last, [mnistClasses]);
  graph.outputs.push(logits);
  const output = graph.tensors[logits];
  if (output) graph.tensors[logits] = { ...output, name: 'logits' };
  return graphs;
}

function addLayer(walk: Walk, placed: PlacedLayer, index: number): void {
  const x = walk.values.length - 1;
  const skip = walk.inputs[placed.skip?.from ?? index] ?? x;
  const parts = partsOf(placed, { x, skip });
  parts.forEach(({ operation, from, tensors = 0 }, place) => {
    const weights = Array.from({ length: tensors }, (_, n) => walk.weight + n);
    const own = walk.names[index] ?? '';
    const name = parts.length === 1 ? own : `${own}/${operation.type}${place}`;
    walk.values.push(addOperation(walk, { operation, inputs: from, weights, placed, index, name }));
    walk.weight += tensors;
  });
}

/** Adds an operation and gives its output's tensor. */
function addOperation(walk: Walk, site: Site): number {
  const { graph, arithmetic, values } = walk;
  const { operation, inputs, name, placed } = site;
  const [value = 0, other = value] = inputs;
  const x = values[value] ?? 0;
  const { isInt8 } = arithmetic;
  const seen = (tensor: number, shape: Shape) =>
    reshaped({ graph, name: `${name}/input` }, tensor, shape);
  const to = (shape: Shape) => arithmetic.value({ graph, name }, shape, values.length);
  switch (operation.type) {
    case 'conv':
    case 'depthwise':
      return addProduct(walk, { ...site, operation }, x);
    case 'maxPool':
    case 'averagePool': {
      const y = to(outputOf(placed));
      addPool(graph, { x, y, isInt8 }, operation);
      return y;
    }
    case 'mean': {
      const y = to(outputOf(placed));
      addMean(graph, { x: seen(x, placed.input ?? []), y, isInt8 });
      return y;
    }
    case 'activation': {
      const isDone = operation.activation === 'relu' && isFused(walk, site.index - 1, value);
      const isNothing =
        operation.activation === 'linear' && arithmetic.isSameRange(value, values.length);
      if (isDone || isNothing) return x;
      const y = to(shapeAt(graph, x));
      addActivation(graph, operation.activation, { x, y, isInt8 });
      return y;
    }
    case 'add': {
      const shape = shapeAt(graph, x);
      const y = to(shape);
      const fields = options.elementwise(isFused(walk, site.index, values.length));
      const summands = [x, seen(values[other] ?? 0, shape)];
      const version = isInt8 ? 2 : 1;
      addOperator(graph, 'ADD', { inputs: summands, outputs: [y], options: fields, version });
      return y;
    }
    case 'concat': {
      const y = to(outputOf(placed));
      addOperator(graph, 'CONCATENATION', {
        inputs: inputs.map((place) => values[place] ?? 0),
        outputs: [y],
        options: options.concatenation(3),
        version: isInt8 ? 2 : 1,
      });
      return y;
    }
    case 'view':
      return x; // whoever reads it says in which shape
    default:
      return operation satisfies never;
  }
}

/** Whether the layer at `index`, which gives `value`, is an Add that takes the ReLU after it into itself. */
function isFused({ placed, arithmetic }: Walk, index: number, value: number): boolean {
  const [layer, after] = [placed[index]?.layer, placed[index + 1]?.layer];
  if (layer?.kind !== 'add' || after?.kind !== 'activation') return false;
  const isReadElsewhere = placed.some(({ skip }) => skip?.from === index + 1);
  return (
    after.params.activation === 'relu' &&
    !isReadElsewhere &&
    arithmetic.isSameRange(value, value + 1)
  );
}
