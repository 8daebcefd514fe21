import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { planActivation } from './activate.ts';

export const activation: WasmLayer<'activation'> = (site) => {
  const plan = planActivation(site, site.params.activation, { z: site.x, inPlace: false });
  return {
    y: plan.y,
    prepare: [],
    forward: plan.forward,
    backward(dy) {
      if (!site.needsInputGradient) return { steps: [], dx: null };
      if (plan.y === site.x) return { steps: [], dx: dy };
      const dx = createRows(sizeOf(site.inputShape));
      return { steps: plan.backward(dy, dx), dx };
    },
  };
};
