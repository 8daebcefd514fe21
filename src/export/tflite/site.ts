import type { PlacedOperation } from '../../compression/quantize/operations.ts';
import type { PlacedLayer } from '../../core/place.ts';
import type { Shape } from '../../core/shape.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Graph } from './graph.ts';

export const outputOf = ({ output }: PlacedLayer): Shape => (output?.ok ? output.shape : []);

/** How far the writing has come. */
export interface Walk {
  readonly graph: Graph;
  readonly arithmetic: Arithmetic;
  readonly placed: readonly PlacedLayer[];
  readonly names: readonly string[];
  /** Tensors of the values. */
  readonly values: number[];
  /** By layer, the value that it takes. */
  readonly inputs: number[];
  /** The next layer's first weight. */
  weight: number;
}

/** An operation of a layer, with all that writing it takes. */
export interface Site extends Pick<PlacedOperation, 'operation' | 'inputs' | 'weights'> {
  readonly placed: PlacedLayer;
  readonly index: number;
  readonly name: string;
}
