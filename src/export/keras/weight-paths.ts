import type { Shape } from '../../core/shape.ts';
import { snakeCase } from '../../core/summary.ts';
import type { KerasNode } from './graph.ts';

/** Where a weight lies in Keras 3's `model.weights.h5`. */
export interface WeightPath {
  readonly path: string;
  readonly shape: Shape;
  readonly place: number;
}

/**
 * Paths of all weights: layers are numbered by class in the order of the model, whatever their names, and weights by their
 * order in what holds them.
 */
export function weightPaths(nodes: readonly KerasNode[]): readonly WeightPath[] {
  const seen = new Map<string, number>();
  return nodes.flatMap(({ className, weights }) => {
    const count = seen.get(className) ?? 0;
    seen.set(className, count + 1);
    const layer = `layers/${snakeCase(className)}${count === 0 ? '' : `_${count}`}`;
    const held = new Map<string, number>();
    return weights.map(({ spec: { name, shape }, place }) => {
      const holder = `${layer}${holderOf(className, name)}/vars`;
      const index = held.get(holder) ?? 0;
      held.set(holder, index + 1);
      return { path: `${holder}/${index}`, shape, place };
    });
  });
}

/** The layer inside a layer that holds a weight. */
function holderOf(className: string, name: string): string {
  switch (className) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return '/cell';
    case 'Bidirectional':
      return name.startsWith('forward_') ? '/forward_layer/cell' : '/backward_layer/cell';
    case 'MultiHeadAttention': {
      const [part = ''] = name.split('/');
      return `/${part === 'attention_output' ? 'output' : part}_dense`;
    }
    default:
      return '';
  }
}
