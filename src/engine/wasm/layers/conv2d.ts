import type { WasmLayer } from '../layer.ts';
import { planPadding } from './pad.ts';
import { planProducts } from './products.ts';
import { kernelAndBias } from './tensors.ts';
import { slideWindow, windowOffsets } from './window.ts';

export const conv2d: WasmLayer<'conv2d'> = (site) => {
  const { kernelSize, filters, activation } = site.params;
  const geometry = slideWindow(site.inputShape, { size: kernelSize, ...site.params });
  const { channels, paddedHeight, paddedWidth } = geometry;
  const padding = planPadding(site, geometry);
  const plan = planProducts(site, {
    name: `layer ${site.layerIndex}`,
    x: padding.padded,
    ...kernelAndBias(site.tensors),
    activation,
    imageBytes: paddedHeight * paddedWidth * channels * 4,
    ...windowOffsets(geometry, channels),
    segments: kernelSize,
    segmentBytes: paddedWidth * channels * 4,
    segmentLength: kernelSize * channels,
    channels,
    columns: filters,
  });
  return {
    ...plan,
    forward: [...padding.forward, ...plan.forward],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: plan.backward(dy, null), dx: null };
      const { dPadded, dx, steps } = padding.backward();
      return { steps: [...plan.backward(dy, dPadded), ...steps], dx };
    },
  };
};
