import { isImage, isSequence, mnistShape, type Shape } from '../../core/shape.ts';

/** The drawing's own units: a picture is 64 wide and 44 high. */
export const pictureWidth = 64;
export const pictureHeight = 44;

const inputSide = 26;
const shortestSide = 1.5;
const deepest = 26;
const barThickness = 6;
const longestBar = 56;
const widestSheet = 60;
const mostNumbers = 4096;

export interface Prism {
  readonly kind: 'prism';
  readonly front: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** SVG paths of the faces that depth makes visible. */
  readonly top: string;
  readonly side: string;
}

/** A bar, or a sheet of paper. */
export interface Flat {
  readonly kind: 'bar' | 'sheet';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What a tensor looks like: height and width in proportion to the 28×28 input, depth as the square root of the channels;
 * a sequence is a flat sheet, a row a step, at the same scale where it fits; a list of numbers is a bar, as long as the
 * logarithm of its length.
 */
export function volumeOf(shape: Shape): Prism | Flat {
  if (isImage(shape)) return prismOf(shape);
  return isSequence(shape) ? sheetOf(shape) : barOf(shape);
}

function prismOf([rows = 1, columns = 1, channels = 1]: Shape): Prism {
  const scale = inputSide / Math.max(mnistShape[0], rows, columns);
  const width = Math.max(shortestSide, columns * scale);
  const height = Math.max(shortestSide, rows * scale);
  const depth = Math.min(deepest, 2 * Math.sqrt(channels));
  const rise = depth / 2;
  const x = (pictureWidth - width - depth) / 2;
  const y = (pictureHeight - height - rise) / 2 + rise;
  return {
    kind: 'prism',
    front: { x, y, width, height },
    top: `M${x},${y} l${depth},${-rise} h${width} l${-depth},${rise} z`,
    side: `M${x + width},${y} l${depth},${-rise} v${height} l${-depth},${rise} z`,
  };
}

function sheetOf([steps = 1, features = 1]: Shape): Flat {
  const scale = Math.min(inputSide / Math.max(mnistShape[0], steps), widestSheet / features);
  return centred('sheet', {
    width: Math.max(shortestSide, features * scale),
    height: Math.max(shortestSide, steps * scale),
  });
}

function barOf([length = 1]: Shape): Flat {
  const share = Math.min(1, Math.log(1 + length) / Math.log(1 + mostNumbers));
  return centred('bar', { width: longestBar * share, height: barThickness });
}

const centred = (kind: Flat['kind'], { width, height }: Pick<Flat, 'width' | 'height'>): Flat => ({
  ...{ kind, width, height },
  x: (pictureWidth - width) / 2,
  y: (pictureHeight - height) / 2,
});
