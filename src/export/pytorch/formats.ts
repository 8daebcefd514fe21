import { defineFormat, needsFloats } from '../format.ts';

/** What PyTorch reads. */
export const pytorchFormats = {
  pytorch: defineFormat({
    label: 'PyTorch state_dict',
    tool: 'PyTorch',
    extension: '.safetensors',
    purpose:
      'The weights as float32 for the network that the PyTorch program builds: python NAME.py --weights FILE tests them.',
    problem: needsFloats,
  }),
} as const;
