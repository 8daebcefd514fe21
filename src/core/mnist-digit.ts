/** A place on the drawing pad, 0–1 from its left and top edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One line of the pen, from where it went down to where it was lifted; one point is a dot. */
export type Stroke = readonly Point[];

const side = 28;
/** MNIST's digits fill a 20×20 box, brought by their centre of mass to the centre of 28×28 (LeCun et al. 1998). */
const boxSide = 20;
/** Where the mass centre of the 60,000 training digits lies, in pixels from the corner. */
const massCentre = 14.5;
/** In pixels of the 28×28 image: as wide and as soft as the lines of MNIST's own digits. */
const penWidth = 2.6;
const softEdge = 1.1;
/** A mark smaller than this part of the pad is drawn as it is: a dot stays a dot. */
const smallestSpan = 0.1;

/** The 28×28 grey levels (0–255, ink is bright) of what was drawn, prepared as MNIST prepares its digits. */
export function digitImage(strokes: readonly Stroke[]): Uint8Array {
  const drawn = strokes.filter((stroke) => stroke.length > 0);
  const fitted = fitted20(drawn);
  const { x, y } = centreOfMass(rasterize(fitted));
  return rasterize(shifted(fitted, { x: massCentre - x, y: massCentre - y }));
}

/** The strokes in pixels, their ink filling 20×20 at the middle, aspect kept. */
function fitted20(strokes: readonly Stroke[]): readonly Stroke[] {
  const points = strokes.flat();
  if (points.length === 0) return [];
  const [left, right] = extent(points.map(({ x }) => x));
  const [top, bottom] = extent(points.map(({ y }) => y));
  const span = Math.max(right - left, bottom - top, smallestSpan);
  const scale = (boxSide - penWidth) / span;
  return strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: (x - (left + right) / 2) * scale + side / 2,
      y: (y - (top + bottom) / 2) * scale + side / 2,
    })),
  );
}

const extent = (values: readonly number[]): readonly [least: number, most: number] =>
  values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );

const shifted = (strokes: readonly Stroke[], by: Point): readonly Stroke[] =>
  strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: x + by.x, y: y + by.y })));

function rasterize(strokes: readonly Stroke[]): Uint8Array {
  const image = new Uint8Array(side * side);
  for (const stroke of strokes) {
    stroke.forEach((point, index) => {
      drawSegment(image, stroke[index - 1] ?? point, point);
    });
  }
  return image;
}

/** The fuller ink wins where a line crosses itself: a pen does not add up. */
function drawSegment(image: Uint8Array, from: Point, to: Point): void {
  const reach = penWidth / 2 + softEdge;
  const [left, right] = pixelRange(from.x, to.x, reach);
  const [top, bottom] = pixelRange(from.y, to.y, reach);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const distance = distanceToSegment({ x: column + 0.5, y: row + 0.5 }, from, to);
      const level = Math.round(255 * coverageAt(distance));
      const index = row * side + column;
      if (level > (image[index] ?? 255)) image[index] = level;
    }
  }
}

const pixelRange = (a: number, b: number, reach: number): readonly [number, number] => [
  Math.max(0, Math.floor(Math.min(a, b) - reach)),
  Math.min(side - 1, Math.floor(Math.max(a, b) + reach)),
];

/** Share of ink at a distance from the pen's path: full inside, falling to nothing over the soft edge. */
const coverageAt = (distance: number): number =>
  Math.min(1, Math.max(0, (penWidth / 2 + softEdge / 2 - distance) / softEdge));

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const along = { x: to.x - from.x, y: to.y - from.y };
  const lengthSquared = along.x ** 2 + along.y ** 2;
  const projected =
    lengthSquared === 0
      ? 0
      : ((point.x - from.x) * along.x + (point.y - from.y) * along.y) / lengthSquared;
  const part = Math.min(1, Math.max(0, projected));
  return Math.hypot(point.x - from.x - part * along.x, point.y - from.y - part * along.y);
}

/** In pixels from the corner; the middle of the image when it is empty. */
export function centreOfMass(image: Uint8Array): Point {
  let mass = 0;
  let x = 0;
  let y = 0;
  image.forEach((level, index) => {
    mass += level;
    x += level * ((index % side) + 0.5);
    y += level * (Math.floor(index / side) + 0.5);
  });
  return mass === 0 ? { x: massCentre, y: massCentre } : { x: x / mass, y: y / mass };
}
