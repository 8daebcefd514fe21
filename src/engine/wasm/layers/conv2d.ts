import type { LayerParams } from '../../../core/layers/index.ts';
import { slideWindow } from '../../../core/window.ts';
import type { LayerSite, WasmLayer } from '../layer.ts';
import { planPadding } from './pad.ts';
import { planProducts } from './products.ts';
import { planSplit, type SplitPlan } from './split.ts';
import { kernelAndBias } from './tensors.ts';
import { windowOffsets } from './window.ts';

export const conv2d: WasmLayer<'conv2d'> = (site) => {
  const { kernelSize, filters, groups, activation } = site.params;
  const { padded, forward, backward, ...matrix } = planInput(site);
  const channels = (site.inputShape[2] ?? 1) / groups;
  const plan = planProducts(site, {
    name: `layer ${site.layerIndex}`,
    x: padded,
    ...kernelAndBias(site.tensors),
    activation,
    ...matrix,
    groups,
    imageBytes: matrix.groupBytes * groups,
    segments: kernelSize,
    segmentLength: kernelSize * channels,
    channels,
    columns: filters / groups,
  });
  return {
    ...plan,
    forward: [...forward, ...plan.forward],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: plan.backward(dy, null), dx: null };
      const { dPadded, dx, steps } = backward();
      return { steps: [...plan.backward(dy, dPadded), ...steps], dx };
    },
  };
};

/** The image as the products read it: as it is or with a border, and cut up only where windows would be in pieces. */
function planInput(site: LayerSite<LayerParams<'conv2d'>>): SplitPlan {
  const { kernelSize, groups, dilation } = site.params;
  const geometry = slideWindow(site.inputShape, { size: kernelSize, ...site.params });
  if (groups > 1 || dilation > 1) return planSplit(site, geometry, groups);
  const { channels, paddedHeight, paddedWidth } = geometry;
  const segmentBytes = paddedWidth * channels * 4;
  return {
    ...planPadding(site, geometry),
    ...windowOffsets(geometry, channels),
    ...{ segmentBytes, groupBytes: paddedHeight * segmentBytes },
  };
}
