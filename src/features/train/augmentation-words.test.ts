import { expect, test } from 'vitest';
import { type Augmentation, augmentationFields } from '../../core/augmentation.ts';
import { defaultsOf } from '../../core/fields.ts';
import { previewWords } from './augmentation-words.ts';

const off: Augmentation = defaultsOf(augmentationFields);

test('the preview says in words what it shows', () => {
  expect(previewWords(off)).toBe(
    'Ten training digits, 0 to 9: above as they are, below the same, since nothing is changed',
  );
  expect(previewWords({ ...off, shiftPixels: 1, rotateDegrees: 12.5, cutoutSize: 8 })).toBe(
    'Ten training digits, 0 to 9: above as they are, below moved by up to 1 pixel, turned by up to 12.5°, with a black square of 8×8',
  );
});
