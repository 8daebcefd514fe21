import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { recurrent } from './recurrent.ts';

export const lstm: WasmLayer<'lstm'> = recurrent({
  gates: 4,
  cellOf({ gates, outputs }) {
    const cells = createRows(outputs.floats);
    return {
      kept: [],
      states: [cells],
      memoryGradient: gates,
      step(kernels, at, sums) {
        const states = [at.before(cells), at.after(cells), at.after(outputs)] as const;
        kernels.lstmStep(...at.gates, sums, ...states, at.stateBytes, ...at.y);
      },
      stepGradient(kernels, at, { dh, carry }) {
        const states = [at.before(cells), at.after(cells), at.stateBytes] as const;
        kernels.lstmStepGradient(...at.gates, ...states, ...at.y, dh, carry);
      },
    };
  },
});
