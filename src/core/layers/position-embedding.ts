import { defineLayer, kernelFields, refused, shaped } from '../layer.ts';
import { isSequence } from '../shape.ts';
import { needsSequence } from './sequence.ts';

const label = 'Position embedding';

export const positionEmbedding = defineLayer({
  label,
  group: 'sequence',
  purpose: 'Adds to each step numbers learned for its place, since attention sees no order.',
  fields: { initializer: kernelFields.initializer, frozen: kernelFields.frozen },
  outputShape: (_params, input) =>
    isSequence(input) ? shaped(input) : refused('needs-sequence', needsSequence(label, input)),
  macs: () => 0,
  weights: ({ initializer, frozen }, input) => [
    {
      ...{ name: 'embeddings', shape: input, initializer },
      ...{ trainable: !frozen, prunable: false, l2: 0 },
    },
  ],
  // Keras has no layer of this name, and a file may hold none of its own: 0 times a step's mean plus its place is that place,
  // and a table of embeddings is asked for it.
  keras: (_params, [steps = 1, width = 1]) => [
    { className: 'Permute', config: { dims: [2, 1] } },
    { className: 'GlobalAveragePooling1D', config: {} },
    {
      className: 'Rescaling',
      config: { scale: 0, offset: Array.from({ length: steps }, (_, place) => place) },
    },
    { className: 'Embedding', config: { input_dim: steps, output_dim: width } },
    { className: 'Add', config: {}, inputs: [-1, 3] },
  ],
});
