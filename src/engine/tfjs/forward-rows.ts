import { placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { isSequence } from '../../core/shape.ts';
import { bytesPerFloat, summarize } from '../../core/summary.ts';

/** What lives at once in an inference pass is kept near this size. */
const forwardBytes = 64e6;
const mostRows = 500;

/** Images of one inference pass: as many as memory is meant for, whatever the network. */
export function forwardRows(architecture: Architecture): number {
  const elements = summarize(architecture).activationElements + scoreElements(architecture);
  const rows = Math.floor(forwardBytes / bytesPerFloat / elements);
  return Math.min(Math.max(rows, 1), mostRows);
}

/** Attention's scores of one image, before and after the softmax; no layer's output has them. */
const scoreElements = (architecture: Architecture): number =>
  placeLayers(architecture).reduce((sum, { layer, input }) => {
    if (layer.kind !== 'multiHeadAttention' || input === null || !isSequence(input)) return sum;
    const [steps] = input;
    return sum + 2 * layer.params.heads * steps ** 2;
  }, 0);
