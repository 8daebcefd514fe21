import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { planBatchGradient } from './batch-gradient.ts';
import { planHybrid } from './hybrid.ts';
import { planProducts, rowsOfSteps } from './products.ts';
import { kernelAndBias } from './tensors.ts';

export const dense: WasmLayer<'dense'> = (site) => {
  const { x } = site;
  const { kernel, bias } = kernelAndBias(site.tensors);
  const codes = site.codesOf(kernel);
  const { activation, units: columns } = site.params;
  if (codes !== null) return planHybrid(site, { codes, bias, activation, columns });
  const plan = planProducts(site, {
    ...{ name: `layer ${site.layerIndex}`, x, kernel, bias },
    ...rowsOfSteps(site.inputShape),
    ...{ activation, columns },
    canBeSparse: true,
  });
  return {
    ...plan,
    backward(dy) {
      const dx = site.needsInputGradient ? createRows(sizeOf(site.inputShape)) : null;
      const steps = plan.backward(dy, dx);
      if (!kernel.spec.trainable || kernel.gradientOver === 'microBatch') return { steps, dx };
      // By now dy is the gradient before the activation.
      const { step, gradient } = planBatchGradient(site, kernel, { x, dz: dy });
      return { steps: [...steps, step], gradients: [gradient], dx };
    },
  };
};
