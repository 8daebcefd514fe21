import { definitionOf, type Layer } from '../../core/layers/index.ts';
import type { Architecture, Recipe } from '../../core/recipe.ts';
import { defineFormat, type NetworkFormat, needsFloats } from '../format.ts';

/** TensorFlow.js layers models; their writer is in `write.ts`. */
export const tfjsFormats = {
  tfjs: tfjsFormat(
    'TensorFlow.js layers model',
    'For tf.loadLayersModel in a page: float32 weights.',
  ),
  'tfjs-float16': tfjsFormat(
    'TensorFlow.js, float16 file',
    'Half the size: weights rounded to float16 in the file, float32 once loaded.',
  ),
  'tfjs-uint8': tfjsFormat(
    'TensorFlow.js, uint8 file',
    'A quarter of the size: 256 levels a tensor in the file, float32 once loaded.',
  ),
} as const;

function tfjsFormat(label: string, purpose: string): NetworkFormat {
  return defineFormat({ label, tool: 'TensorFlow.js', extension: '.zip', purpose, problem });
}

function problem(recipe: Recipe): string | null {
  return needsFloats(recipe) ?? missingInTfjs(recipe.architecture);
}

/** Which layer tfjs-layers 4.22 lacks, and what to do; null where it has all. */
export function missingInTfjs(architecture: Architecture): string | null {
  for (const [row, layer] of architecture.entries()) {
    const lack = lackOf(layer);
    if (lack !== null)
      return `TensorFlow.js has no ${lack} (row ${row + 1}): change it, or choose Keras or ONNX`;
  }
  return null;
}

function lackOf({ kind, params }: Layer): string | null {
  const { label } = definitionOf(kind);
  switch (kind) {
    case 'gru':
      return `${label} with reset_after, as Keras 3 has it`;
    case 'multiHeadAttention':
      return label;
    case 'conv2d':
      return params.groups > 1 ? `${label} in groups` : null;
    case 'depthwiseConv2d':
      return params.dilation > 1 ? `${label} with dilation` : null;
    default:
      return null;
  }
}
