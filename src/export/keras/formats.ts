import { defineFormat, needsFloats } from '../format.ts';

/** Keras' own files; writers in `write-keras.ts` and `write-h5.ts`. */
export const kerasFormats = {
  keras: defineFormat({
    label: 'Keras 3',
    tool: 'Keras',
    extension: '.keras',
    purpose:
      'Opens with keras.models.load_model and trains on: float32 weights, and the state of the optimizer.',
    problem: needsFloats,
  }),
  'keras-h5': defineFormat({
    label: 'Keras HDF5 (legacy)',
    tool: 'Keras',
    extension: '.h5',
    purpose:
      'The older file, for Keras 2 and for tools that read no other: float32 weights, without the state of the optimizer.',
    problem: needsFloats,
  }),
} as const;
