import fc from 'fast-check';
import { expect, test } from 'vitest';
import { centreOfMass, digitImage, type Stroke } from './mnist-digit.ts';

const seven: Stroke[] = [
  [
    { x: 0.3, y: 0.2 },
    { x: 0.7, y: 0.2 },
    { x: 0.45, y: 0.8 },
  ],
];

const moved = (strokes: readonly Stroke[], { scale = 1, x = 0, y = 0 }) =>
  strokes.map((stroke) => stroke.map((p) => ({ x: p.x * scale + x, y: p.y * scale + y })));

function inkBox(image: Uint8Array, least = 128) {
  const inked = [...image.keys()].filter((index) => (image[index] ?? 0) >= least);
  const columns = inked.map((index) => index % 28);
  const rows = inked.map((index) => Math.floor(index / 28));
  return {
    width: Math.max(...columns) - Math.min(...columns) + 1,
    height: Math.max(...rows) - Math.min(...rows) + 1,
  };
}

const largestDifference = (a: Uint8Array, b: Uint8Array) =>
  Math.max(...a.map((level, index) => Math.abs(level - (b[index] ?? 0))));

test('nothing drawn is a black image', () => {
  expect(digitImage([])).toEqual(new Uint8Array(784));
  expect(digitImage([[]])).toEqual(new Uint8Array(784));
});

test("the ink fills MNIST's 20 pixels along its longer side and keeps its aspect", () => {
  const { width, height } = inkBox(digitImage(seven));
  expect(height).toBeGreaterThanOrEqual(19);
  expect(height).toBeLessThanOrEqual(21);
  // 0.4 wide and 0.6 high between the pen's middles: (20 − 2.6) · 2/3 + 2.6
  expect(width).toBeGreaterThanOrEqual(13);
  expect(width).toBeLessThanOrEqual(16);
});

test('a digit is the same small or large, here or there on the pad', () => {
  const small = digitImage(moved(seven, { scale: 0.4, x: 0.5, y: 0.02 }));
  expect(largestDifference(small, digitImage(seven))).toBeLessThanOrEqual(1);
});

test("the centre of mass lies where MNIST's digits have it", () => {
  const corner: Stroke[] = [
    [
      { x: 0, y: 0 },
      { x: 0, y: 1 },
      { x: 1, y: 1 },
    ],
  ];
  for (const strokes of [seven, corner]) {
    const { x, y } = centreOfMass(digitImage(strokes));
    expect(Math.abs(x - 14.5)).toBeLessThan(0.2);
    expect(Math.abs(y - 14.5)).toBeLessThan(0.2);
  }
});

test('an upright line is as wide and as soft as a stroke of MNIST', () => {
  const line: Stroke[] = [
    [
      { x: 0.5, y: 0.1 },
      { x: 0.5, y: 0.9 },
    ],
  ];
  const row = digitImage(line).subarray(14 * 28, 15 * 28);
  const width = row.reduce((sum, level) => sum + level, 0) / 255;
  expect(width).toBeGreaterThan(2);
  expect(width).toBeLessThan(2.9);
  expect(row.filter((level) => level > 0 && level < 255).length).toBeGreaterThanOrEqual(2);
});

test('a dot stays a dot in the middle', () => {
  const { width, height } = inkBox(digitImage([[{ x: 0.9, y: 0.1 }]]));
  expect(width).toBeLessThanOrEqual(3);
  expect(height).toBeLessThanOrEqual(3);
});

test('whatever is drawn gives finite grey levels with some ink', () => {
  const point = fc.record({
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const drawing = fc.array(fc.array(point, { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(drawing, (strokes) => {
      const image = digitImage(strokes);
      expect(image.length).toBe(784);
      expect(Math.max(...image)).toBeGreaterThan(100);
    }),
    { numRuns: 100 },
  );
});
