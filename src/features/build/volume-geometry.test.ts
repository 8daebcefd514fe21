import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pictureHeight, pictureWidth, volumeOf } from './volume-geometry.ts';

const prism = (rows: number, columns: number, channels: number) => {
  const volume = volumeOf([rows, columns, channels]);
  if (volume.kind !== 'prism') throw new Error('an image must be a prism');
  return volume;
};

const flat = (...shape: number[]) => {
  const volume = volumeOf(shape);
  if (volume.kind === 'prism') throw new Error('only an image has depth');
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
    expect([flat(10).kind, flat(1600).kind]).toEqual(['bar', 'bar']);
    expect(flat(1600).width).toBeGreaterThan(flat(10).width);
  });

  test('the rows of an image read as a sequence are a sheet of its size', () => {
    const { kind, width, height } = flat(28, 28);
    const { front } = prism(28, 28, 1);
    expect({ kind, width, height }).toEqual({
      ...{ kind: 'sheet', width: front.width, height: front.height },
    });
    expect(flat(28, 56).width).toBeCloseTo(2 * width);
  });

  test('every sheet stays inside the picture', () => {
    for (const steps of [1, 14, 28, 100])
      for (const features of [1, 64, 300, 4096]) {
        const { x, y, width, height } = flat(steps, features);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect([x + width <= pictureWidth, y + height <= pictureHeight]).toEqual([true, true]);
      }
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
