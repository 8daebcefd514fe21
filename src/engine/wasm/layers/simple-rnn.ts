import type { WasmLayer } from '../layer.ts';
import { recurrent } from './recurrent.ts';

export const simpleRnn: WasmLayer<'simpleRnn'> = recurrent({
  gates: 1,
  cellOf: ({ gates, outputs }) => ({
    kept: [],
    states: [],
    memoryGradient: gates,
    step: (kernels, at, sums) =>
      kernels.simpleRnnStep(...at.gates, sums, at.after(outputs), at.stateBytes, ...at.y),
    stepGradient: (kernels, at, { dh }) => kernels.simpleRnnStepGradient(...at.gates, ...at.y, dh),
  }),
});
