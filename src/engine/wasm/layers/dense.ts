import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { planProducts, rowsOfSteps } from './products.ts';
import { kernelAndBias } from './tensors.ts';

export const dense: WasmLayer<'dense'> = (site) => {
  const plan = planProducts(site, {
    name: `layer ${site.layerIndex}`,
    x: site.x,
    ...kernelAndBias(site.tensors),
    activation: site.params.activation,
    ...rowsOfSteps(site.inputShape),
    columns: site.params.units,
  });
  return {
    ...plan,
    backward(dy) {
      const dx = site.needsInputGradient ? createRows(sizeOf(site.inputShape)) : null;
      return { steps: plan.backward(dy, dx), dx };
    },
  };
};
