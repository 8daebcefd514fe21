import type { LayerParams } from '../../../core/layers/index.ts';
import { type ImageShape, type Shape, sizeOf } from '../../../core/shape.ts';
import { slideWindow, type WindowGeometry } from '../../../core/window.ts';
import type { AnySite, LayerSite, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step } from '../program.ts';
import { planActivation } from './activate.ts';
import { planPadding } from './pad.ts';
import { type Products, type ProductsPlan, planProducts, rowsOfSteps } from './products.ts';
import { tensorNamed } from './tensors.ts';
import { windowOffsets } from './window.ts';

type Site = LayerSite<LayerParams<'fire'>>;

/** A product that squeezes, and two that write side by side into the rows of one output. */
export const fire: WasmLayer<'fire'> = (site) => {
  const [height, width] = site.inputShape as ImageShape; // core accepted it
  const squeezed: Shape = [height, width, site.params.squeezeFilters];
  // The squeeze needs the gradient of what it gives, unless the layer is frozen and first.
  const isMiddleNeeded = site.isTraining && (site.needsInputGradient || !site.params.frozen);
  const squeeze = planProducts(
    { ...site, outputShape: squeezed },
    {
      ...weightsOf(site, 'squeeze'),
      ...{ x: site.x, activation: site.params.activation, columns: site.params.squeezeFilters },
      ...rowsOfSteps(site.inputShape),
    },
  );
  const expand = planExpand({
    ...{ ...site, x: squeeze.y, inputShape: squeezed },
    needsInputGradient: isMiddleNeeded,
  });
  return {
    y: expand.y,
    // Both expansions have the range of the whole, so that they can be put side by side.
    inner: [squeeze.y, expand.y, expand.y],
    prepare: [...squeeze.prepare, ...expand.prepare],
    forward: [...squeeze.forward, ...expand.forward],
    backward(dy) {
      const { steps, dSqueezed } = expand.backward(dy);
      const dx = site.needsInputGradient ? createRows(sizeOf(site.inputShape)) : null;
      return { steps: [...steps, ...squeeze.backward(dSqueezed, dx)], dx };
    },
  };
};

const weightsOf = ({ layerIndex, tensors }: AnySite, name: string) => ({
  name: `layer ${layerIndex} ${name}`,
  kernel: tensorNamed(tensors, `${name}/kernel`),
  bias: tensors.find(({ spec }) => spec.name === `${name}/bias`),
});

interface ExpandPlan extends Omit<ProductsPlan, 'backward'> {
  backward(dy: Rows): { readonly steps: readonly Step[]; readonly dSqueezed: Rows };
}

/** Both read the same image in its border of zeros, and add to one gradient of it. */
function planExpand(site: Site): ExpandPlan {
  const geometry = slideWindow(site.inputShape, { size: 3, strides: 1, padding: 'same' });
  const pad = planPadding(site, geometry);
  const z = createRows(sizeOf(site.outputShape));
  const activation = planActivation(site, site.params.activation, { z, inPlace: true });
  const products = expansions(site, geometry, { x: pad.padded, z }).map((each) =>
    planProducts(site, each),
  );
  return {
    y: activation.y,
    prepare: products.flatMap(({ prepare }) => prepare),
    forward: [...pad.forward, ...products.flatMap(({ forward }) => forward), ...activation.forward],
    backward(dy) {
      const { dPadded, dx, steps } = pad.backward();
      const halves = products.map((each, side) => {
        const dz = createRows(z.floats / 2);
        return [takeHalf(site, { dy, dz, side }), ...each.backward(dz, dPadded)];
      });
      return { steps: [...activation.backward(dy, dy), ...halves.flat(), ...steps], dSqueezed: dx };
    },
  };
}

function expansions(
  site: Site,
  geometry: WindowGeometry,
  { x, z }: { readonly x: Rows; readonly z: Rows },
): readonly Products[] {
  const { expandFilters, squeezeFilters } = site.params;
  const { windows, taps } = windowOffsets(geometry, squeezeFilters);
  const centre = taps[4] ?? 0;
  const common = {
    activation: 'linear' as const,
    ...{ x, groups: 1, groupBytes: 0, imageBytes: x.floats * 4 },
    ...{ channels: squeezeFilters, columns: expandFilters },
  };
  const into = (column: number) => ({ z, stride: 2 * expandFilters, column });
  return [
    {
      ...{ ...common, ...weightsOf(site, 'expand1x1'), into: into(0) },
      ...{ windows: windows.map((offset) => offset + centre), taps: new Uint32Array(1) },
      ...{ segments: 1, segmentBytes: 0, segmentLength: squeezeFilters },
    },
    {
      ...{ ...common, ...weightsOf(site, 'expand3x3'), into: into(expandFilters) },
      ...{ windows, taps, isFurther: true },
      segments: 3,
      segmentBytes: geometry.paddedWidth * squeezeFilters * 4,
      segmentLength: 3 * squeezeFilters,
    },
  ];
}

/** The first or second half of every row's columns: to `cropImages`, pixels of images two pixels wide. */
function takeHalf(
  { kernels, params }: Site,
  { dy, dz, side }: { readonly dy: Rows; readonly dz: Rows; readonly side: number },
): Step {
  const positions = dz.floats / params.expandFilters;
  const layout = [positions, 1, params.expandFilters, 0, side, positions, 2, 1] as const;
  return perTile([dy, dz], (tile) =>
    kernels().cropImages(addressOf(dy, tile), addressOf(dz, tile), tile.rows, ...layout),
  );
}
