import type { Augmentation } from '../core/augmentation.ts';
import { hash32, streams, uniform } from '../core/random.ts';
import { mnistShape } from '../core/shape.ts';
import { sine } from '../core/sine.ts';

const [side] = mnistShape;
const centre = (side - 1) / 2;
/** Points of the elastic grid lie so far apart, and there are so many along each side. */
const gridPixels = 7;
const gridPoints = side / gridPixels + 1;
/** One pixel before an image and two after it are black, so that no sample needs a look at the border. */
const paddedSide = side + 3;

/** Which image of a training set it is, and in which epoch, from 1: the same change for the same two. */
export interface Occasion {
  readonly epoch: number;
  readonly index: number;
}

/** Writes the augmented copy of `source` to `target`, 28×28 grey levels each. */
export type Augment = (source: Uint8Array, target: Uint8Array, occasion: Occasion) => void;

/** What happens to images under a setup and a seed: the same bytes on every machine. */
export function createAugment(setup: Augmentation, seed: number): Augment {
  const padded = new Uint8Array(paddedSide * paddedSide);
  const grid = createField(gridPoints * gridPoints);
  const pull = createField(side);
  return (source, target, { epoch, index }) => {
    const draw = drawsOf(hash32(seed, streams.augment + epoch, index));
    const way = drawWay(setup, draw);
    const isElastic = setup.elasticAlpha > 0;
    if (isElastic) drawGrid(setup.elasticAlpha, draw, grid);
    for (let row = 0; row < side; row++)
      padded.set(source.subarray(row * side, (row + 1) * side), (row + 1) * paddedSide + 1);
    for (let row = 0; row < side; row++) {
      if (isElastic) pullRow(grid.x, row, pull.x);
      if (isElastic) pullRow(grid.y, row, pull.y);
      sampleRow(padded, target, { row, way, pull });
    }
    if (setup.cutoutSize > 0) cutOut(target, setup.cutoutSize, draw);
  };
}

/** Displacements in pixels. */
interface Field {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const createField = (size: number): Field => ({
  x: new Float64Array(size),
  y: new Float64Array(size),
});

type Draw = (place: number) => number;

/** Uniform numbers in [0, 1) by their place in the image's own stream; each use below has places of its own. */
const drawsOf = (imageSeed: number): Draw => {
  return (place) => uniform(imageSeed, streams.augment, place);
};

const either = (draw: Draw, place: number): number => 2 * draw(place) - 1;
const below = (bound: number, draw: Draw, place: number): number => Math.floor(draw(place) * bound);

/** From a pixel to where its grey level comes from: x' = along·x + across·y + x₀, y' = along·y − across·x + y₀. */
interface Way {
  readonly along: number;
  readonly across: number;
  readonly x0: number;
  readonly y0: number;
}

/** Back the way that a digit takes: it is turned and zoomed about the centre, then shifted. */
function drawWay(setup: Augmentation, draw: Draw): Way {
  const shift = (place: number): number =>
    below(2 * setup.shiftPixels + 1, draw, place) - setup.shiftPixels;
  const sin = sine((either(draw, 2) * setup.rotateDegrees * Math.PI) / 180);
  const zoom = 1 + (either(draw, 3) * setup.zoomPercent) / 100;
  const along = Math.sqrt(1 - sin * sin) / zoom;
  const across = sin / zoom;
  const [x, y] = [centre + shift(0), centre + shift(1)];
  return {
    along,
    across,
    x0: centre - along * x - across * y,
    y0: centre - along * y + across * x,
  };
}

/**
 * The displacement field of Simard et al. 2003: random at the points of a coarse grid, which is all the smoothing that it
 * needs, and linear between them. Neighbours lie 7 pixels apart and move by 3 at most, so nothing is folded over.
 */
function drawGrid(alpha: number, draw: Draw, grid: Field): void {
  for (let point = 0; point < grid.x.length; point++) {
    grid.x[point] = alpha * either(draw, 8 + 2 * point);
    grid.y[point] = alpha * either(draw, 9 + 2 * point);
  }
}

/** How far each pixel of a row is pulled one way, from the points of the grid. */
function pullRow(points: Float64Array, row: number, pull: Float64Array): void {
  const above = Math.floor(row / gridPixels) * gridPoints;
  const down = (row % gridPixels) / gridPixels;
  let left = between(points, above, down);
  for (let column = 0; column < side; column += gridPixels) {
    const right = between(points, above + column / gridPixels + 1, down);
    for (let i = 0; i < gridPixels; i++)
      pull[column + i] = left + (i / gridPixels) * (right - left);
    left = right;
  }
}

/** Between a point of the grid and the one below it. */
function between(points: Float64Array, place: number, down: number): number {
  const upper = points[place] as number; // place and the one below are within the grid
  const lower = points[place + gridPoints] as number;
  return upper + down * (lower - upper);
}

/** One row of the target, bilinear between the four pixels around each place; black outside the image. */
function sampleRow(
  padded: Uint8Array,
  target: Uint8Array,
  { row, way, pull }: { row: number; way: Way; pull: Field },
): void {
  const { along, across } = way;
  const [rowX, rowY] = [way.x0 + across * row, way.y0 + along * row];
  for (let column = 0; column < side; column++) {
    // Counted from the padding's corner, so that both are positive. Indices stay within the arrays by `bounded`.
    const x = bounded(rowX + along * column + (pull.x[column] as number)) + 1;
    const y = bounded(rowY - across * column + (pull.y[column] as number)) + 1;
    const left = x | 0;
    const top = y | 0;
    const at = top * paddedSide + left;
    const a = padded[at] as number;
    const b = padded[at + 1] as number;
    const c = padded[at + paddedSide] as number;
    const d = padded[at + paddedSide + 1] as number;
    const upper = a + (x - left) * (b - a);
    const lower = c + (x - left) * (d - c);
    target[row * side + column] = upper + (y - top) * (lower - upper) + 0.5;
  }
}

const bounded = (place: number): number => Math.min(Math.max(place, -1), side);

/** A black square about any pixel; it may hang over the border (DeVries & Taylor 2017). */
function cutOut(target: Uint8Array, size: number, draw: Draw): void {
  const from = (place: number): number => below(side, draw, place) - (size >> 1);
  const [left, top] = [from(4), from(5)];
  const [first, end] = [Math.max(0, left), Math.min(side, left + size)];
  for (let row = Math.max(0, top); row < Math.min(side, top + size); row++)
    target.fill(0, row * side + first, row * side + end);
}
