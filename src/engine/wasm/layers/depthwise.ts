import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { planPadding } from './pad.ts';
import { repeatOffsets, type WindowGeometry, windowOffsets } from './window.ts';

export interface DepthwisePlan {
  readonly y: Rows;
  readonly forward: readonly Step[];
  backward(dy: Rows): { readonly steps: readonly Step[]; readonly dx: Rows | null };
}

/** y[c·m + j] = Σ over the window of x[c] · kernel[c][j] + bias, for m = `depthMultiplier`. */
export function planDepthwise(
  site: AnySite,
  layer: {
    readonly geometry: WindowGeometry;
    readonly depthMultiplier: number;
    readonly kernel: Tensor;
    readonly bias: Tensor | undefined;
  },
): DepthwisePlan {
  const { geometry, depthMultiplier, kernel, bias } = layer;
  const channels = geometry.channels * depthMultiplier;
  const padding = planPadding(site, geometry, depthMultiplier);
  const x = padding.padded;
  const { windows, taps } = windowOffsets(geometry, channels);
  const imageBytes = geometry.paddedHeight * geometry.paddedWidth * channels * 4;
  const offsets = site.writeTable(
    `layer ${site.layerIndex} windows`,
    () => repeatOffsets(windows, { images: site.tileRows, imageBytes }),
    windows.length * site.tileRows,
  );
  const tapOffsets = site.writeTable(`layer ${site.layerIndex} taps`, () => taps, taps.length);
  const y = createRows(windows.length * channels);
  const window = (rows: number) =>
    [offsets, rows * windows.length, tapOffsets, taps.length, channels] as const;

  const forward = perTile([x, y], (tile) =>
    site
      .kernels()
      .depthwiseForward(
        addressOf(x, tile),
        ...window(tile.rows),
        kernel.address,
        bias?.address ?? 0,
        addressOf(y, tile),
      ),
  );
  const kernelGradient = (dy: Rows): Step =>
    perTile([x, dy], (tile) =>
      site
        .kernels()
        .depthwiseWeightGradient(
          addressOf(x, tile),
          ...window(tile.rows),
          addressOf(dy, tile),
          site.gradientOf(kernel, tile),
        ),
    );
  const biasGradient = (dy: Rows, tensor: Tensor): Step =>
    perTile([dy], (tile) =>
      site
        .kernels()
        .addColumnSums(
          addressOf(dy, tile),
          tile.rows * windows.length,
          channels,
          site.gradientOf(tensor, tile),
        ),
    );
  const inputGradient = (dy: Rows, dx: Rows): Step =>
    perTile([dy, dx], (tile) => {
      const target = addressOf(dx, tile);
      site.kernels().clear(target, tile.rows * imageBytes);
      site
        .kernels()
        .depthwiseInputGradient(addressOf(dy, tile), ...window(tile.rows), kernel.address, target);
    });

  return {
    y,
    forward: [...padding.forward, forward],
    backward(dy) {
      const steps: Step[] = [];
      if (kernel.spec.trainable) steps.push(kernelGradient(dy));
      if (bias?.spec.trainable) steps.push(biasGradient(dy, bias));
      if (!site.needsInputGradient) return { steps, dx: null };
      const back = padding.backward();
      return { steps: [...steps, inputGradient(dy, back.dPadded), ...back.steps], dx: back.dx };
    },
  };
}
