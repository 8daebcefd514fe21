import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { planProducts } from './products.ts';
import { kernelAndBias } from './tensors.ts';

export const dense: WasmLayer<'dense'> = (site) => {
  const inputs = site.inputShape.at(-1) ?? 1;
  const steps = sizeOf(site.inputShape) / inputs; // 1 but for a sequence
  const plan = planProducts(site, {
    name: `layer ${site.layerIndex}`,
    x: site.x,
    ...kernelAndBias(site.tensors),
    activation: site.params.activation,
    imageBytes: steps * inputs * 4,
    windows: Uint32Array.from({ length: steps }, (_, step) => step * inputs * 4),
    segments: 1,
    segmentBytes: 0,
    segmentLength: inputs,
    taps: new Uint32Array(1),
    channels: inputs,
    columns: site.params.units,
  });
  return {
    ...plan,
    backward(dy) {
      const dx = site.needsInputGradient ? createRows(steps * inputs) : null;
      return { steps: plan.backward(dy, dx), dx };
    },
  };
};
