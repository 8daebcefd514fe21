import { cHeaderFormats } from './c-header/formats.ts';
import { defineFormat } from './format.ts';
import { kerasFormats } from './keras/formats.ts';
import { onnxFormats } from './onnx/formats.ts';
import { pytorchFormats } from './pytorch/formats.ts';
import { tfjsFormats } from './tfjs/formats.ts';
import { tfliteFormats } from './tflite/formats.ts';

/** The only list of file formats, in the order of the page. Each has its writer in `writers.ts`. */
export const networkFormats = {
  sizewise: defineFormat({
    label: 'Sizewise model',
    tool: 'Sizewise',
    extension: '.safetensors',
    purpose: 'Weights as they are stored, and the whole recipe: opens here again.',
    problem: () => null,
  }),
  ...kerasFormats,
  ...tfliteFormats,
  ...onnxFormats,
  ...tfjsFormats,
  ...pytorchFormats,
  ...cHeaderFormats,
} as const;

export type NetworkFormatId = keyof typeof networkFormats;
export const networkFormatIds = Object.keys(networkFormats) as readonly NetworkFormatId[]; // its own keys
