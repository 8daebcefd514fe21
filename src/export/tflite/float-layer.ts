import { invariant } from '../../core/invariant.ts';
import type { Shape } from '../../core/shape.ts';
import type { FloatArithmetic } from './float.ts';
import { addOperator, addValue } from './graph.ts';
import type { FloatSite } from './network.ts';
import type { Field, OperatorKind } from './schema.ts';

/** A layer that only floats can compute, where it stands, with what adds operators to it. */
export interface FloatLayer extends FloatSite {
  readonly arithmetic: FloatArithmetic;
  /** The layer's weight by its place in the layer. */
  weight(place: number): Float32Array;
  /** Adds an operator of one output and gives its tensor. */
  add(kind: OperatorKind, inputs: readonly number[], to: Result): number;
}

interface Result {
  readonly name: string;
  readonly shape: Shape;
  readonly options?: readonly Field[];
}

export function floatLayer(site: FloatSite, arithmetic: FloatArithmetic): FloatLayer {
  const { graph, firstWeight } = site;
  return {
    ...{ ...site, arithmetic },
    weight(place) {
      const values = arithmetic.weights[firstWeight + place];
      invariant(values !== undefined, 'a network has a tensor for every weight');
      return values;
    },
    add(kind, inputs, { name, shape, options: fields = [] }) {
      const y = addValue({ graph, name }, shape);
      addOperator(graph, kind, { inputs, outputs: [y], options: fields });
      return y;
    },
  };
}
