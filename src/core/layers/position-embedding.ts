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
  // The layer of keras_hub, with its default initialiser.
  keras: ({ initializer }, [steps = 1]) => ({
    className: 'PositionEmbedding',
    config: { sequence_length: steps, initializer },
  }),
});
