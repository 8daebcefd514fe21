import { slideWindow } from '../../../core/window.ts';
import type { WasmLayer } from '../layer.ts';
import { createRows } from '../program.ts';
import { planDepthwise } from './depthwise.ts';
import { planProducts } from './products.ts';
import { kernelAndBias, tensorNamed } from './tensors.ts';

/** A depthwise convolution, then a 1×1 convolution with the layer's bias and activation. */
export const separableConv2d: WasmLayer<'separableConv2d'> = (site) => {
  const { kernelSize, depthMultiplier, filters, activation } = site.params;
  const geometry = slideWindow(site.inputShape, { size: kernelSize, ...site.params });
  const channels = geometry.channels * depthMultiplier;
  const positions = geometry.outHeight * geometry.outWidth;
  const depthwise = planDepthwise(site, {
    geometry,
    depthMultiplier,
    kernel: tensorNamed(site.tensors, 'depthwise_kernel'),
    bias: undefined,
  });
  // The depthwise kernel needs the gradient of what lies between, unless the layer is frozen and first.
  const isMiddleNeeded = site.needsInputGradient || !site.params.frozen;
  const pointwise = planProducts(
    { ...site, needsInputGradient: isMiddleNeeded },
    {
      name: `layer ${site.layerIndex} pointwise`,
      x: depthwise.y,
      ...kernelAndBias(site.tensors, 'pointwise_kernel'),
      activation,
      imageBytes: positions * channels * 4,
      ...{ groups: 1, groupBytes: 0 },
      windows: Uint32Array.from({ length: positions }, (_, i) => i * channels * 4),
      segments: 1,
      segmentBytes: 0,
      segmentLength: channels,
      taps: new Uint32Array(1),
      channels,
      columns: filters,
    },
  );
  return {
    ...pointwise,
    forward: [...depthwise.forward, ...pointwise.forward],
    backward(dy) {
      if (!isMiddleNeeded) return { steps: pointwise.backward(dy, null), dx: null };
      const dMiddle = createRows(positions * channels);
      const back = depthwise.backward(dMiddle);
      return { steps: [...pointwise.backward(dy, dMiddle), ...back.steps], dx: back.dx };
    },
  };
};
