import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pictureHeight, pictureWidth, volumeOf } from './volume-geometry.ts';

const prism = (rows: number, columns: number, channels: number) => {
  const volume = volumeOf([rows, columns, channels]);
  if (volume.kind !== 'prism') throw new Error('an image must be a prism');
  return volume;
};

describe('volumeOf', () => {
  test('half the rows are half the height', () => {
    expect(prism(14, 28, 1).front.height).toBeCloseTo(prism(28, 28, 1).front.height / 2);
  });

  test('more channels are deeper, not wider', () => {
    const thin = prism(13, 13, 8);
    const thick = prism(13, 13, 64);
    expect(thick.front.width).toBe(thin.front.width);
    expect(thick.top).not.toBe(thin.top);
  });

  test('a longer list is a longer bar', () => {
    const [short, long] = [volumeOf([10]), volumeOf([1600])];
    if (short.kind !== 'bar' || long.kind !== 'bar') throw new Error('a list must be a bar');
    expect(long.width).toBeGreaterThan(short.width);
  });

  test('every prism stays inside the picture', () => {
    const side = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 4096 }), (rows, columns, channels) => {
        const { front, top } = prism(rows, columns, channels);
        const depth = Number(/l([\d.]+),/.exec(top)?.[1]);
        expect(front.x).toBeGreaterThanOrEqual(0);
        expect(front.x + front.width + depth).toBeLessThanOrEqual(pictureWidth);
        expect(front.y - depth / 2).toBeGreaterThanOrEqual(0);
        expect(front.y + front.height).toBeLessThanOrEqual(pictureHeight);
      }),
      { seed: 1 },
    );
  });
});
