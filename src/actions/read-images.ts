import { mnistShape, sizeOf } from '../core/shape.ts';
import type { WrongAnswer, WrongAnswers } from '../core/wrong-answers.ts';
import { engine } from './engine.ts';

/** A test digit and what the network made of it. `confidence` is known for wrong answers only. */
export interface ReadDigit extends Omit<WrongAnswer, 'confidence'> {
  readonly confidence: number | null;
  /** 28×28 grey levels. */
  readonly pixels: Uint8Array;
}

const testImages = 10_000;
const scanPage = 500;

/**
 * The pixels of some wrong answers, in their order.
 * @throws EngineError
 */
export async function readWrongDigits(
  wrong: readonly WrongAnswer[],
): Promise<readonly ReadDigit[]> {
  const { images } = await readTest(wrong.map(({ index }) => index));
  return wrong.map((answer, place) => ({ ...answer, pixels: pixelsAt(images, place) }));
}

/**
 * The next `count` right answers of a class from place `from` of the test set on, and where the search ended. Right
 * answers are not listed in a record: they are the images of the class that are not among the wrong ones.
 * @throws EngineError
 */
export async function readRightDigits(
  wrong: WrongAnswers,
  { label, from, count }: { label: number; from: number; count: number },
): Promise<{ readonly digits: readonly ReadDigit[]; readonly next: number }> {
  const missed = new Set(wrong.indices);
  const digits: ReadDigit[] = [];
  let next = from;
  while (digits.length < count && next < testImages) {
    const start = next;
    const length = Math.min(scanPage, testImages - start);
    const { images, labels } = await readTest(Array.from({ length }, (_, place) => start + place));
    for (let place = 0; place < length && digits.length < count; place++) {
      const index = start + place;
      next = index + 1;
      if (labels[place] !== label || missed.has(index)) continue;
      digits.push({
        index,
        label,
        answer: label,
        confidence: null,
        pixels: pixelsAt(images, place),
      });
    }
  }
  return { digits, next };
}

/**
 * The pixels of some test digits, 28×28 grey levels each.
 * @throws EngineError
 */
export async function readTestPixels(indices: readonly number[]): Promise<readonly Uint8Array[]> {
  const { images } = await readTest(indices);
  return indices.map((_, place) => pixelsAt(images, place));
}

const readTest = (indices: readonly number[]) =>
  engine().run('readImages', { split: 'test', indices });

const pixelsAt = (images: Uint8Array, place: number): Uint8Array => {
  const size = sizeOf(mnistShape);
  return images.subarray(place * size, (place + 1) * size);
};
