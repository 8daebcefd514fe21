import { defineFormat, needsFloats, needsInt8 } from '../format.ts';

const onnx = { tool: 'ONNX', extension: '.onnx' } as const;

/** Opset 17, IR version 8; `write.ts` says what is in them. */
export const onnxFormats = {
  'onnx-float32': defineFormat({
    ...onnx,
    label: 'ONNX float32',
    purpose: 'For ONNX Runtime and most other tools, with every weight as it is.',
    problem: needsFloats,
  }),
  'onnx-float16': defineFormat({
    ...onnx,
    label: 'ONNX float16',
    purpose: 'Weights in half the bytes, rounded to 11 bits; it still computes in float32.',
    problem: needsFloats,
  }),
  'onnx-int8': defineFormat({
    ...onnx,
    label: 'ONNX int8',
    purpose: 'Whole numbers throughout, as QuantizeLinear and DequantizeLinear around each step.',
    problem: needsInt8,
  }),
} as const;
