import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { recurrent } from './recurrent.ts';

export const gru: WasmLayer<'gru'> = recurrent({
  gates: 3,
  cellOf({ gates, outputs }) {
    const kept = createRows(gates.floats);
    return {
      kept: [kept],
      states: [],
      memoryGradient: kept,
      step(kernels, at, sums) {
        const states = [at.before(outputs), at.after(outputs), at.stateBytes] as const;
        kernels.gruStep(...at.gates, sums, at.gateOf(kept), ...states, ...at.y);
      },
      stepGradient(kernels, at, { dh, carry }) {
        const states = [at.before(outputs), at.stateBytes] as const;
        kernels.gruStepGradient(...at.gates, at.gateOf(kept), ...states, ...at.y, dh, carry);
      },
    };
  },
});
