import type { ActivationName } from '../../../core/layer.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step, type Tile } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { planActivation } from './activate.ts';
import { repeatOffsets } from './window.ts';

/** How a layer's input is read as the rows of a matrix: see kernels/gemm.ts. */
export interface Products {
  readonly name: string;
  readonly x: Rows;
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
  readonly activation: ActivationName;
  /** Bytes of one image of x, and the rows that it gives. */
  readonly imageBytes: number;
  readonly windows: Uint32Array;
  readonly segments: number;
  readonly segmentBytes: number;
  readonly segmentLength: number;
  /** For the input gradient: the window's pixels, each of `channels` floats. */
  readonly taps: Uint32Array;
  readonly channels: number;
  readonly columns: number;
}

export interface ProductsPlan {
  readonly y: Rows;
  readonly prepare: readonly (() => void)[];
  readonly forward: readonly Step[];
  backward(dy: Rows, dx: Rows | null): readonly Step[];
}

/** Bytes of weights in panels of eight columns: see `packPanels`. */
export const panelBytes = (rows: number, columns: number): number =>
  rows * Math.ceil(columns / 8) * 32;

/** y = f(x · kernel + bias) with the rows of x read in place, and its gradients. */
export function planProducts(site: AnySite, products: Products): ProductsPlan {
  const { name, x, kernel, bias, columns, windows, taps, channels } = products;
  const positions = windows.length;
  const depth = taps.length * channels;
  const panels = site.arena.shared(`${name} panels`, panelBytes(depth, columns));
  const offsets = site.writeTable(
    `${name} windows`,
    () => repeatOffsets(windows, { images: site.tileRows, imageBytes: products.imageBytes }),
    positions * site.tileRows,
  );
  // An image of a convolution fits the L1 cache, and so does a panel; a dense layer's rows go together.
  const block = positions >= 16 ? positions : positions * site.tileRows;
  const z = createRows(positions * columns);
  const isRelu = products.activation === 'relu';
  const activation = planActivation(site, products.activation, { z, inPlace: true });
  const rowsOf = (tile: Tile) =>
    [
      ...[offsets, tile.rows * positions],
      ...[products.segments, products.segmentBytes, products.segmentLength],
    ] as [number, number, number, number, number];

  const multiply = perTile([x, z], (tile) =>
    site
      .kernels()
      .gemmForward(
        addressOf(x, tile),
        ...rowsOf(tile),
        panels,
        bias?.address ?? 0,
        addressOf(z, tile),
        columns,
        block,
        isRelu ? 0 : -Infinity,
      ),
  );

  const weightGradients = (dz: Rows): Step[] => {
    const steps: Step[] = [];
    if (kernel.spec.trainable)
      steps.push(
        perTile([x, dz], (tile) =>
          site
            .kernels()
            .gemmWeightGradient(
              addressOf(x, tile),
              ...rowsOf(tile),
              addressOf(dz, tile),
              columns,
              site.gradientOf(kernel, tile),
              block,
            ),
        ),
      );
    if (bias?.spec.trainable)
      steps.push(
        perTile([dz], (tile) =>
          site
            .kernels()
            .addColumnSums(
              addressOf(dz, tile),
              tile.rows * positions,
              columns,
              site.gradientOf(bias, tile),
            ),
        ),
      );
    return steps;
  };

  const prepare = [() => site.kernels().packPanels(kernel.address, depth, columns, panels)];
  const needsInputGradient = site.isTraining && site.needsInputGradient;
  const transposed = needsInputGradient
    ? site.arena.shared(`${name} transposed panels`, panelBytes(columns, channels) * taps.length)
    : 0;
  const tapOffsets = needsInputGradient
    ? site.writeTable(`${name} taps`, () => taps, taps.length)
    : 0;
  if (needsInputGradient)
    prepare.push(() =>
      site
        .kernels()
        .packTransposedPanels(kernel.address, taps.length, channels, columns, transposed),
    );

  const inputGradient = (dz: Rows, dx: Rows): Step =>
    perTile([dz, dx], (tile) => {
      const target = addressOf(dx, tile);
      site.kernels().clear(target, tile.rows * dx.floats * 4);
      site
        .kernels()
        .gemmInputGradient(
          addressOf(dz, tile),
          tile.rows * positions,
          columns,
          transposed,
          tapOffsets,
          taps.length,
          channels,
          target,
          offsets,
          block,
        );
    });

  return {
    y: activation.y,
    prepare,
    forward: [multiply, ...(isRelu ? [] : activation.forward)],
    backward: (dy, dx) => [
      ...activation.backward(dy, dy),
      ...weightGradients(dy),
      ...(dx ? [inputGradient(dy, dx)] : []),
    ],
  };
}
