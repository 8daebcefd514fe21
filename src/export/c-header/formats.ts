import { defineFormat, needsInt8 } from '../format.ts';

/** The light part of the C header's format. */
export const cHeaderFormats = {
  'c-header': defineFormat({
    label: 'C header',
    tool: 'C',
    extension: '.h',
    purpose: 'For microcontrollers without a runtime: codes, factors and operations as C arrays.',
    problem: needsInt8,
  }),
} as const;
