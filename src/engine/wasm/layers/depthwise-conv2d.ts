import { slideWindow } from '../../../core/window.ts';
import type { WasmLayer } from '../layer.ts';
import { planActivation } from './activate.ts';
import { planDepthwise } from './depthwise.ts';
import { kernelAndBias } from './tensors.ts';

export const depthwiseConv2d: WasmLayer<'depthwiseConv2d'> = (site) => {
  const { kernelSize, depthMultiplier } = site.params;
  const plan = planDepthwise(site, {
    geometry: slideWindow(site.inputShape, { size: kernelSize, ...site.params }),
    depthMultiplier,
    ...kernelAndBias(site.tensors, 'depthwise_kernel'),
  });
  const activation = planActivation(site, site.params.activation, { z: plan.y, inPlace: true });
  return {
    y: activation.y,
    prepare: [],
    forward: [...plan.forward, ...activation.forward],
    backward(dy) {
      const back = plan.backward(dy);
      return { steps: [...activation.backward(dy, dy), ...back.steps], dx: back.dx };
    },
  };
};
