import { arithmeticOf, defineFormat, needsFloats, needsInt8 } from '../format.ts';

const tool = 'TensorFlow Lite';
const extension = '.tflite';

/** The light part of TensorFlow Lite's formats. */
export const tfliteFormats = {
  'tflite-float32': defineFormat({
    ...{ label: 'TFLite, float32', tool, extension },
    purpose: 'For phones and LiteRT: weights and answers as they are.',
    problem: needsFloats,
  }),
  'tflite-float16': defineFormat({
    ...{ label: 'TFLite, float16', tool, extension },
    purpose: 'Half the size: weights as float16, which the runtime widens before it computes.',
    problem: needsFloats,
  }),
  'tflite-dynamic': defineFormat({
    ...{ label: 'TFLite, dynamic range', tool, extension },
    purpose: 'A quarter of the size: large kernels as int8, inputs rounded as they come.',
    problem: (recipe) => (arithmeticOf(recipe) === 'dynamic' ? null : needsFloats(recipe)),
  }),
  'tflite-int8': defineFormat({
    ...{ label: 'TFLite, int8', tool, extension },
    purpose: 'For microcontrollers and accelerators: whole numbers throughout, int8 in and out.',
    problem: needsInt8,
  }),
  'tflite-web': defineFormat({
    ...{ label: 'TFLite, for LiteRT.js', tool, extension },
    purpose: 'For a page of your own: one image at a time, floats in and out whatever is between.',
    problem: () => null,
  }),
} as const;
