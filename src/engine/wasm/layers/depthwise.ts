import type { WindowGeometry } from '../../../core/window.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { planPadding } from './pad.ts';
import { columnSums } from './tensors.ts';
import { repeatOffsets, windowOffsets } from './window.ts';

export interface DepthwisePlan {
  readonly y: Rows;
  readonly forward: readonly Step[];
  backward(dy: Rows): { readonly steps: readonly Step[]; readonly dx: Rows | null };
}

interface Depthwise {
  readonly geometry: WindowGeometry;
  readonly depthMultiplier: number;
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
}

/** y[c·m + j] = Σ over the window of x[c] · kernel[c][j] + bias, for m = `depthMultiplier`. */
export function planDepthwise(site: AnySite, layer: Depthwise): DepthwisePlan {
  const { kernel, bias } = layer;
  const padding = planPadding(site, layer.geometry, layer.depthMultiplier);
  const x = padding.padded;
  const window = planWindow(site, layer);
  const { positions, channels } = window;
  const y = createRows(positions * channels);
  const forward = perTile([x, y], (tile) =>
    site
      .kernels()
      .depthwiseForward(
        addressOf(x, tile),
        ...window.argumentsFor(tile.rows),
        kernel.address,
        bias?.address ?? 0,
        addressOf(y, tile),
      ),
  );
  return {
    y,
    forward: [...padding.forward, forward],
    backward(dy) {
      const steps: Step[] = [];
      if (kernel.spec.trainable) steps.push(kernelGradient(site, kernel, { x, dy, window }));
      if (bias?.spec.trainable)
        steps.push(columnSums(site, bias, { values: dy, positions, columns: channels }));
      if (!site.needsInputGradient) return { steps, dx: null };
      const { dPadded, dx, steps: crop } = padding.backward();
      const toInput = inputGradient(site, kernel, { dy, dx: dPadded, window });
      return { steps: [...steps, toInput, ...crop], dx };
    },
  };
}

type Window = ReturnType<typeof planWindow>;

function planWindow(site: AnySite, { geometry, depthMultiplier }: Depthwise) {
  const channels = geometry.channels * depthMultiplier;
  const { windows, taps } = windowOffsets(geometry, channels);
  const imageBytes = geometry.paddedHeight * geometry.paddedWidth * channels * 4;
  const offsets = site.writeTable(
    `layer ${site.layerIndex} windows`,
    () => repeatOffsets(windows, { images: site.tileRows, imageBytes }),
    windows.length * site.tileRows,
  );
  const tapOffsets = site.writeTable(`layer ${site.layerIndex} taps`, () => taps, taps.length);
  return {
    ...{ channels, imageBytes },
    positions: windows.length,
    argumentsFor: (images: number) =>
      [offsets, images * windows.length, tapOffsets, taps.length, channels] as const,
  };
}

function kernelGradient(
  site: AnySite,
  kernel: Tensor,
  { x, dy, window }: { x: Rows; dy: Rows; window: Window },
): Step {
  return perTile([x, dy], (tile) =>
    site
      .kernels()
      .depthwiseWeightGradient(
        addressOf(x, tile),
        ...window.argumentsFor(tile.rows),
        addressOf(dy, tile),
        site.gradientOf(kernel, tile),
      ),
  );
}

function inputGradient(
  site: AnySite,
  kernel: Tensor,
  { dy, dx, window }: { dy: Rows; dx: Rows; window: Window },
): Step {
  return perTile([dy, dx], (tile) => {
    const target = addressOf(dx, tile);
    const rows = window.argumentsFor(tile.rows);
    site.kernels().clear(target, tile.rows * window.imageBytes);
    site.kernels().depthwiseInputGradient(addressOf(dy, tile), ...rows, kernel.address, target);
  });
}
