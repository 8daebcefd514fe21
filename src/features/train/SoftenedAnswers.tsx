import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { askRun } from '../../actions/teacher.ts';
import { soften } from '../../core/distillation.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import type { DatasetInfo } from '../../protocol/jobs.ts';
import { engineStore } from '../../stores/engine.ts';
import { DigitImage } from '../../ui/DigitImage.tsx';
import { formatPercent } from '../../ui/format.ts';

const digitSize = sizeOf(mnistShape);

interface SoftenedAnswersProps {
  readonly teacherId: string;
  readonly temperature: number;
}

/** What the teacher says of one held-out digit, softened as the student hears it. */
export function SoftenedAnswers({ teacherId, temperature }: SoftenedAnswersProps) {
  const info = useStore(engineStore, ({ data }) => data.info);
  const [place, setPlace] = useState(0);
  const image = useMemo(() => info && imageAt(info, place), [info, place]);
  const logits = useAnswer(teacherId, image);
  if (info === null || image === null || logits === null) return null;
  const probabilities = soften(logits, temperature);
  return (
    <div className="SoftenedAnswers">
      <DigitImage pixels={image} />
      <ol
        aria-label={`The teacher's answer to a ${info.stripLabels[place]} at temperature ${temperature}`}
      >
        {probabilities.map((probability, digit) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit
          <li key={digit} title={formatPercent(probability, 1)}>
            <span
              className="SoftenedAnswers-bar"
              style={{ height: `${100 * probability}%` }}
              aria-hidden
            />
            <span className="small">{digit}</span>
            <span className="visually-hidden">: {formatPercent(probability, 1)}</span>
          </li>
        ))}
      </ol>
      <p className="small">
        The teacher on one held-out digit, at this temperature.{' '}
        <button
          type="button"
          className="button quiet"
          onClick={() => setPlace((place + 1) % info.stripLabels.length)}
        >
          Another digit
        </button>
      </p>
    </div>
  );
}

const imageAt = ({ stripImages }: DatasetInfo, place: number): Uint8Array =>
  stripImages.slice(place * digitSize, (place + 1) * digitSize);

function useAnswer(teacherId: string, image: Uint8Array | null): readonly number[] | null {
  const [logits, setLogits] = useState<readonly number[] | null>(null);
  useEffect(() => {
    if (image === null) return;
    let isWanted = true;
    const take = (answer: readonly number[] | null) => isWanted && setLogits(answer);
    askRun(teacherId, image).then(take, () => take(null));
    return () => {
      isWanted = false;
    };
  }, [teacherId, image]);
  return logits;
}
