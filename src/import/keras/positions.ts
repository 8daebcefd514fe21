import type { ForeignLayer } from '../foreign.ts';
import type { Graph } from './graph.ts';

/**
 * The value that learned positions are made for, where a layer gives such: keras_hub's own layer, or a table of embeddings
 * that is asked for the places 0, 1, 2 … (0 times a step's mean, plus the place). Null for any other layer.
 */
export function positionsOf(graph: Graph, layer: ForeignLayer): string | null {
  if (layer.className === 'PositionEmbedding') return layer.inputs[0] ?? null;
  if (layer.className !== 'Embedding') return null;
  const before = (after: ForeignLayer | null, className: string) => {
    const found = graph.layer(after?.inputs[0] ?? '');
    return found?.className === className ? found : null;
  };
  const places = before(layer, 'Rescaling');
  const turned = before(before(places, 'GlobalAveragePooling1D'), 'Permute');
  if (places === null || turned === null || places.config['scale'] !== 0) return null;
  const offset: unknown = places.config['offset'];
  const areInOrder = Array.isArray(offset) && offset.every((place, at) => place === at);
  return areInOrder ? (turned.inputs[0] ?? null) : null;
}
