import type { AnsweredTest, RunRecord } from '../core/run.ts';
import { mnistShape, sizeOf } from '../core/shape.ts';
import { type WrongAnswer, wrongAnswersOf } from '../core/wrong-answers.ts';
import { EngineError } from '../protocol/errors.ts';
import { answeredTest } from './answered-test.ts';
import { engine } from './engine.ts';

/** A test digit and what the network made of it. `confidence` is known for wrong answers only. */
export interface ReadDigit extends Omit<WrongAnswer, 'confidence'> {
  readonly confidence: number | null;
  /** 28×28 grey levels. */
  readonly pixels: Uint8Array;
}

const testImages = 10_000;
const scanPage = 500;

/** Images of a run's test, and where the search for more starts; null at the end. */
export interface DigitPage {
  readonly digits: readonly ReadDigit[];
  readonly next: number | null;
}

type NamedRun = Pick<RunRecord, 'id' | 'name'>;

async function answersOf(run: NamedRun): Promise<AnsweredTest> {
  const test = await answeredTest(run);
  if (test !== null) return test;
  throw new EngineError('model-not-found', `The answers of ${run.name} cannot be read here.`);
}

/**
 * The next `count` of a run's wrong answers that are asked for, surest first, from the place `from` among them on.
 * @throws EngineError
 */
export async function readWrongDigits(
  run: NamedRun,
  isAskedFor: (answer: WrongAnswer) => boolean,
  { from, count }: { from: number; count: number },
): Promise<DigitPage> {
  const wrong = wrongAnswersOf(await answersOf(run)).filter(isAskedFor);
  const next = from + count;
  const page = wrong.slice(from, next);
  const { images } = await readTest(page.map(({ index }) => index));
  return {
    digits: page.map((answer, place) => ({ ...answer, pixels: pixelsAt(images, place) })),
    next: next < wrong.length ? next : null,
  };
}

/**
 * The next `count` right answers of a class from place `from` of the test set on. Right
 * answers are not listed in a record: they are the images of the class that are not among the wrong ones.
 * @throws EngineError
 */
export async function readRightDigits(
  run: NamedRun,
  { label, from, count }: { label: number; from: number; count: number },
): Promise<DigitPage> {
  const missed = new Set((await answersOf(run)).wrong.indices);
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
  return { digits, next: next < testImages ? next : null };
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
