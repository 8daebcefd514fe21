import { type Shape, sizeOf } from '../../../core/shape.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step, type Tile } from '../program.ts';
import { planActivation } from './activate.ts';
import { planSparse, type SparseProduct } from './sparse.ts';
import { columnSums } from './tensors.ts';
import { repeatOffsets } from './window.ts';

/**
 * How a layer's input is read as the rows of a matrix: see kernels/gemm.ts. Groups are products side by side: each reads
 * channels of its own and gives columns of its own.
 */
export interface Products extends SparseProduct {
  readonly name: string;
  readonly groups: number;
  /** Bytes from one group's channels to the next's. */
  readonly groupBytes: number;
  /** Bytes of one image of x, and the rows that it gives. */
  readonly imageBytes: number;
  readonly windows: Uint32Array;
  readonly segments: number;
  readonly segmentBytes: number;
  readonly segmentLength: number;
  /** For the input gradient: the window's pixels, each of `channels` floats of a group. */
  readonly taps: Uint32Array;
  readonly channels: number;
  /** Of one group. */
  readonly columns: number;
  /** Adds to the input gradient what another product of the same input has begun. */
  readonly isFurther?: boolean;
  /**
   * Rows of so many columns, of which these products write their own, from `column` on: others write beside them. The
   * gradient that backward is given is of their own columns alone.
   */
  readonly into?: { readonly z: Rows; readonly stride: number; readonly column: number };
}

/** The steps of a sequence, or the one row of a vector, as the rows of a matrix. */
export function rowsOfSteps(shape: Shape) {
  const channels = shape.at(-1) ?? 1;
  const steps = sizeOf(shape) / channels;
  return {
    ...{ imageBytes: steps * channels * 4, channels, taps: new Uint32Array(1) },
    windows: Uint32Array.from({ length: steps }, (_, step) => step * channels * 4),
    ...{ segments: 1, segmentBytes: 0, segmentLength: channels, groups: 1, groupBytes: 0 },
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

/** So many columns are repacked by one thread at a time. */
const share = 64;

const inShares = (columns: number) =>
  Array.from({ length: Math.ceil(columns / share) }, (_, index) => ({
    from: index * share,
    count: Math.min(share, columns - index * share),
  }));

/** y = f(x · kernel + bias) with the rows of x read in place, and its gradients. */
export function planProducts(site: AnySite, products: Products): ProductsPlan {
  const { kernel, bias, windows } = products;
  const rows = planRows(site, products);
  const columns = allColumns(products);
  const z = products.into?.z ?? createRows(windows.length * columns);
  const forward = planForward(site, products, { rows, z });
  const sparse = planSparse(site, products, z);
  const activation = planActivation(site, products.activation, { z, inPlace: true });
  const inputGradient = site.needsInputGradient ? planInputGradient(site, products, rows) : null;
  // ReLU is the product's own floor.
  const after = products.activation === 'relu' ? [] : activation.forward;
  return {
    y: activation.y,
    prepare: [
      ...forward.prepare,
      ...(sparse ? [sparse.prepare] : []),
      ...(inputGradient?.prepare ?? []),
    ],
    forward: [sparse ? sparse.where(forward.step) : forward.step, ...after],
    backward(dy, dx) {
      const steps = [...activation.backward(dy, dy)];
      if (kernel.spec.trainable && kernel.gradientOver === 'microBatch')
        steps.push(weightGradient(site, products, { rows, dz: dy }));
      if (bias?.spec.trainable)
        steps.push(columnSums(site, bias, { values: dy, positions: windows.length, columns }));
      if (dx && inputGradient) steps.push(inputGradient.step(dy, dx));
      return steps;
    },
  };
}

/** Columns of all groups: what a row of y and of the kernel holds. */
const allColumns = ({ columns, groups }: Products): number => columns * groups;

/** Where each group's part begins, in bytes: in x, in a row of y, of the kernel and in the bias, and in the panels. */
const groupsOf = ({ groups, groupBytes, columns }: Products, bytesOfPanels: number) =>
  Array.from({ length: groups }, (_, group) => ({
    x: group * groupBytes,
    columns: group * columns * 4,
    panels: group * bytesOfPanels,
  }));

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
): { readonly prepare: readonly (() => void)[]; readonly step: Step } {
  const { name, x, kernel, bias, columns, activation } = products;
  const stride = allColumns(products);
  const into = products.into ?? { stride, column: 0 };
  const depth = products.taps.length * products.channels;
  const groups = groupsOf(products, panelBytes(depth, columns));
  const bytes = groups.length * panelBytes(depth, columns);
  const panels = site.arena.shared(`${name} panels`, bytes);
  const floor = activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY;
  return {
    prepare: groups.flatMap((at) =>
      inShares(columns).map(({ from, count }) => () => {
        const source = kernel.address + at.columns + from * 4;
        const target = panels + at.panels + panelBytes(depth, from);
        site.kernels().packPanels(source, depth, count, stride, target);
      }),
    ),
    step: perTile([x, z], (tile) => {
      for (const at of groups)
        site
          .kernels()
          .gemmForward(
            ...([addressOf(x, tile) + at.x, ...rows.argumentsOf(tile)] as const),
            ...([panels + at.panels, bias ? bias.address + at.columns : 0] as const),
            addressOf(z, tile) + into.column * 4 + at.columns,
            ...([columns, into.stride, rows.block, floor] as const),
          );
    }),
  };
}

function weightGradient(
  site: AnySite,
  products: Products,
  { rows, dz }: { rows: MatrixRows; dz: Rows },
): Step {
  const { x, kernel, columns } = products;
  const stride = allColumns(products);
  const groups = groupsOf(products, 0);
  return perTile([x, dz], (tile) => {
    for (const at of groups)
      site
        .kernels()
        .gemmWeightGradient(
          ...([addressOf(x, tile) + at.x, ...rows.argumentsOf(tile)] as const),
          ...([addressOf(dz, tile) + at.columns, columns, stride] as const),
          ...([site.gradientOf(kernel, tile) + at.columns, rows.block] as const),
        );
  });
}

function planInputGradient(site: AnySite, products: Products, rows: MatrixRows) {
  const { name, kernel, columns, windows, taps, channels, isFurther } = products;
  const stride = allColumns(products);
  const bytesOfPanels = panelBytes(columns, channels) * taps.length;
  const groups = groupsOf(products, bytesOfPanels);
  const panels = site.arena.shared(`${name} transposed panels`, groups.length * bytesOfPanels);
  const tapOffsets = site.writeTable(`${name} taps`, () => taps, taps.length);
  return {
    prepare: groups.flatMap((at) =>
      Array.from(taps, (_, tap) =>
        inShares(channels).map(({ from, count }) => () => {
          const source = kernel.address + at.columns + (tap * channels + from) * stride * 4;
          const target = panels + at.panels + panelBytes(columns, channels) * tap;
          site
            .kernels()
            .packTransposedPanels(
              source,
              count,
              columns,
              stride,
              target + panelBytes(columns, from),
            );
        }),
      ).flat(),
    ),
    step: (dz: Rows, dx: Rows): Step =>
      perTile([dz, dx], (tile) => {
        const target = addressOf(dx, tile);
        if (!isFurther) site.kernels().clear(target, tile.rows * dx.floats * 4);
        for (const at of groups)
          site
            .kernels()
            .gemmInputGradient(
              ...([addressOf(dz, tile) + at.columns, tile.rows * windows.length] as const),
              ...([columns, stride, panels + at.panels, tapOffsets, taps.length] as const),
              ...([channels, target + at.x, rows.offsets, rows.block] as const),
            );
      }),
  };
}
