import type { ActivationName } from '../../../core/layer.ts';
import { type Shape, sizeOf } from '../../../core/shape.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step, type Tile } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { planActivation } from './activate.ts';
import { columnSums } from './tensors.ts';
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
  /** Adds to the input gradient what another product of the same input has begun. */
  readonly isFurther?: boolean;
}

/** The steps of a sequence, or the one row of a vector, as the rows of a matrix. */
export function rowsOfSteps(shape: Shape) {
  const channels = shape.at(-1) ?? 1;
  const steps = sizeOf(shape) / channels;
  return {
    ...{ imageBytes: steps * channels * 4, channels, taps: new Uint32Array(1) },
    windows: Uint32Array.from({ length: steps }, (_, step) => step * channels * 4),
    ...{ segments: 1, segmentBytes: 0, segmentLength: channels },
  };
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
  const { kernel, bias, columns, windows } = products;
  const rows = planRows(site, products);
  const z = createRows(windows.length * columns);
  const forward = planForward(site, products, { rows, z });
  const activation = planActivation(site, products.activation, { z, inPlace: true });
  const inputGradient = site.needsInputGradient ? planInputGradient(site, products, rows) : null;
  // ReLU is the product's own floor.
  const after = products.activation === 'relu' ? [] : activation.forward;
  return {
    y: activation.y,
    prepare: [forward.prepare, ...(inputGradient ? [inputGradient.prepare] : [])],
    forward: [forward.step, ...after],
    backward(dy, dx) {
      const steps = [...activation.backward(dy, dy)];
      if (kernel.spec.trainable) steps.push(weightGradient(site, products, { rows, dz: dy }));
      if (bias?.spec.trainable)
        steps.push(columnSums(site, bias, { values: dy, positions: windows.length, columns }));
      if (dx && inputGradient) steps.push(inputGradient.step(dy, dx));
      return steps;
    },
  };
}

interface MatrixRows {
  readonly offsets: number;
  /** Rows that pass all columns before the next ones do. */
  readonly block: number;
  /** The kernels' arguments from `offsets` to `segmentLength`. */
  argumentsOf(tile: Tile): [number, number, number, number, number];
}

function planRows(site: AnySite, products: Products): MatrixRows {
  const { windows, imageBytes, segments, segmentBytes, segmentLength } = products;
  const positions = windows.length;
  const offsets = site.writeTable(
    `${products.name} windows`,
    () => repeatOffsets(windows, { images: site.tileRows, imageBytes }),
    positions * site.tileRows,
  );
  return {
    offsets,
    // A convolution's image fits the L1 cache beside a panel; of a layer with few rows an image, all go together.
    block: positions >= 16 ? positions : positions * site.tileRows,
    argumentsOf: (tile) => [
      ...([offsets, tile.rows * positions] as const),
      ...([segments, segmentBytes, segmentLength] as const),
    ],
  };
}

function planForward(
  site: AnySite,
  products: Products,
  { rows, z }: { rows: MatrixRows; z: Rows },
): { readonly prepare: () => void; readonly step: Step } {
  const { name, x, kernel, bias, columns, activation } = products;
  const depth = products.taps.length * products.channels;
  const panels = site.arena.shared(`${name} panels`, panelBytes(depth, columns));
  const floor = activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY;
  return {
    prepare: () => site.kernels().packPanels(kernel.address, depth, columns, panels),
    step: perTile([x, z], (tile) =>
      site
        .kernels()
        .gemmForward(
          addressOf(x, tile),
          ...rows.argumentsOf(tile),
          panels,
          bias?.address ?? 0,
          addressOf(z, tile),
          columns,
          rows.block,
          floor,
        ),
    ),
  };
}

function weightGradient(
  site: AnySite,
  { x, kernel, columns }: Products,
  { rows, dz }: { rows: MatrixRows; dz: Rows },
): Step {
  return perTile([x, dz], (tile) =>
    site
      .kernels()
      .gemmWeightGradient(
        addressOf(x, tile),
        ...rows.argumentsOf(tile),
        addressOf(dz, tile),
        columns,
        site.gradientOf(kernel, tile),
        rows.block,
      ),
  );
}

function planInputGradient(site: AnySite, products: Products, rows: MatrixRows) {
  const { name, kernel, columns, windows, taps, channels, isFurther } = products;
  const panels = site.arena.shared(
    `${name} transposed panels`,
    panelBytes(columns, channels) * taps.length,
  );
  const tapOffsets = site.writeTable(`${name} taps`, () => taps, taps.length);
  return {
    prepare: () =>
      site.kernels().packTransposedPanels(kernel.address, taps.length, channels, columns, panels),
    step: (dz: Rows, dx: Rows): Step =>
      perTile([dz, dx], (tile) => {
        const target = addressOf(dx, tile);
        if (!isFurther) site.kernels().clear(target, tile.rows * dx.floats * 4);
        site
          .kernels()
          .gemmInputGradient(
            addressOf(dz, tile),
            tile.rows * windows.length,
            columns,
            panels,
            tapOffsets,
            taps.length,
            channels,
            target,
            rows.offsets,
            rows.block,
          );
      }),
  };
}
