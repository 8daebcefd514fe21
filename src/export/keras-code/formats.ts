import type { CodeFormat } from '../code-format.ts';

/** Programs for Keras; what writes them is in `write.ts`. */
export const kerasCode = {
  'keras-script': {
    label: 'Keras script',
    tool: 'Keras',
    language: 'python',
    extension: '.py',
    purpose:
      'Builds, trains, compresses and measures the same recipe; needs Python with TensorFlow.',
    problem: () => null,
    load: async () => (await import('./write.ts')).writeScript,
  },
  'keras-notebook': {
    label: 'Keras notebook',
    tool: 'Keras',
    language: 'json',
    extension: '.ipynb',
    purpose: 'The same program cell by cell, for Jupyter or Colab.',
    problem: () => null,
    load: async () => (await import('./write.ts')).writeNotebook,
  },
} as const satisfies Readonly<Record<string, CodeFormat>>;
