import './FlippedDigits.css';
import { useEffect, useMemo, useState } from 'react';
import { type Flip, flipsOf } from '../core/compare-runs.ts';
import type { AnsweredTest } from '../core/run.ts';
import { DigitImage } from './DigitImage.tsx';
import { Notice } from './Notice.tsx';

const pageSize = 40;

interface FlippedDigitsProps {
  readonly before: AnsweredTest;
  readonly after: AnsweredTest;
  /** Gives the pixels of some test digits, in their order. */
  readonly readPixels: (indices: readonly number[]) => Promise<readonly Uint8Array[]>;
  /** What the two are to each other. */
  readonly words?: readonly [before: string, after: string];
}

/** Every test digit that the two answer differently, with both answers. */
export function FlippedDigits({
  before,
  after,
  readPixels,
  words = ['before', 'after'],
}: FlippedDigitsProps) {
  const flips = useMemo(() => flipsOf(before, after), [before, after]);
  const [count, setCount] = useState(pageSize);
  const shown = useMemo(() => flips.slice(0, count), [flips, count]);
  const { pixels, problem } = usePixels(shown, readPixels);
  return (
    <section>
      <h3>
        {flips.length} {flips.length === 1 ? 'digit' : 'digits'} with another answer
      </h3>
      {flips.length > 0 && (
        <p className="small">What it is, and below what it was read as: {words.join(' → ')}.</p>
      )}
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <ul className="FlippedDigits" aria-label="Digits with another answer">
        {shown.map((flip, place) => (
          <FlippedDigit key={flip.index} {...{ flip, words }} pixels={pixels[place]} />
        ))}
      </ul>
      {count < flips.length && (
        <button type="button" className="button" onClick={() => setCount(count + pageSize)}>
          Show more
        </button>
      )}
    </section>
  );
}

const blank = new Uint8Array(784);

interface FlippedDigitProps {
  readonly flip: Flip;
  readonly words: readonly [before: string, after: string];
  readonly pixels: Uint8Array | undefined;
}

function FlippedDigit({ flip, words, pixels }: FlippedDigitProps) {
  const { index, label, before, after } = flip;
  const markOf = (answer: number) => (answer === label ? 'right' : 'wrong');
  return (
    <li>
      <DigitImage
        pixels={pixels ?? blank}
        label={`Test image ${index}, a ${label}: ${words[0]} read as ${before}, ${words[1]} as ${after}`}
      />
      <span aria-hidden>
        <span className={markOf(before)}>
          {before}
          {before === label && '✓'}
        </span>{' '}
        →{' '}
        <span className={markOf(after)}>
          {after}
          {after === label && '✓'}
        </span>
      </span>
    </li>
  );
}

/** Pixels of some test digits, in their order; empty until they are read. */
function usePixels(flips: readonly Flip[], read: FlippedDigitsProps['readPixels']) {
  const [pixels, setPixels] = useState<readonly Uint8Array[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isOver = false;
    read(flips.map(({ index }) => index)).then(
      (found) => isOver || setPixels(found),
      (error: unknown) =>
        isOver || setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isOver = true;
    };
  }, [flips, read]);
  return { pixels, problem };
}
