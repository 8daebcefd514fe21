import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { planProducts } from './products.ts';
import { kernelAndBias } from './tensors.ts';

export const dense: WasmLayer<'dense'> = (site) => {
  const inputs = sizeOf(site.inputShape);
  const plan = planProducts(site, {
    name: `layer ${site.layerIndex}`,
    x: site.x,
    ...kernelAndBias(site.tensors),
    activation: site.params.activation,
    imageBytes: inputs * 4,
    ...{ groups: 1, groupBytes: 0 },
    windows: new Uint32Array(1),
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
      const dx = site.needsInputGradient ? createRows(inputs) : null;
      return { steps: plan.backward(dy, dx), dx };
    },
  };
};
