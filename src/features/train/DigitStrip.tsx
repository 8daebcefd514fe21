import './DigitStrip.css';
import { memo, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { readStrip } from '../../actions/read-strip.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import { engineStore } from '../../stores/engine.ts';
import { runsStore } from '../../stores/runs.ts';
import { DigitImage } from '../../ui/DigitImage.tsx';

const digitSize = sizeOf(mnistShape);
const digits = Array.from({ length: 20 }, (_, place) => place);

/** Twenty digits that the network never learns from, with its answers as they stand now. */
export function DigitStrip() {
  const info = useStore(engineStore, ({ data }) => data.info);
  const answers = useAnswers();
  const right = info?.stripLabels.filter((label, place) => answers?.[place] === label).length;
  return (
    <div className="DigitStrip">
      <div className="DigitStrip-head">
        <h3 id="digit-strip">Held-out digits</h3>
        <span className="small">
          {answers === null ? 'it never learns from these' : `${right} of 20 right`}
        </span>
      </div>
      <ul className="DigitStrip-list" aria-labelledby="digit-strip">
        {digits.map((place) => (
          <Digit
            key={place}
            place={place}
            images={info?.stripImages ?? null}
            label={info?.stripLabels[place] ?? null}
            answer={answers?.[place] ?? null}
          />
        ))}
      </ul>
    </div>
  );
}

interface DigitProps {
  readonly place: number;
  readonly images: Uint8Array | null;
  readonly label: number | null;
  readonly answer: number | null;
}

const Digit = memo(function Digit({ place, images, label, answer }: DigitProps) {
  const pixels = useMemo(
    () => images?.subarray(place * digitSize, (place + 1) * digitSize) ?? null,
    [images, place],
  );
  const verdict = answer === null || label === null ? '' : answer === label ? 'right' : 'wrong';
  return (
    <li className={`DigitStrip-digit ${verdict}`}>
      <DigitImage pixels={pixels} />
      <span className="DigitStrip-answer" aria-hidden>
        {verdict === '' ? '·' : `${answer} ${verdict === 'right' ? '✓' : '✗'}`}
      </span>
      <span className="visually-hidden">
        {label === null ? 'not loaded yet' : words(label, answer, verdict)}
      </span>
    </li>
  );
});

const words = (label: number, answer: number | null, verdict: string): string =>
  answer === null ? `${label}, not read yet` : `${label}, read as ${answer}, ${verdict}`;

/** Answers of the network that trains, else of the selected run's; null when there is none. */
function useAnswers(): readonly number[] | null {
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const live = useStore(runsStore, ({ active }) => active?.stripAnswers ?? null);
  const selectedId = useStore(runsStore, (state) => state.selectedId);
  const info = useStore(engineStore, ({ data }) => data.info);
  const [finished, setFinished] = useState<readonly number[] | null>(null);
  useEffect(() => {
    if (isTraining) return;
    if (selectedId === null || info === null) return setFinished(null);
    let isWanted = true;
    const take = (answers: readonly number[] | null) => isWanted && setFinished(answers);
    readStrip(selectedId, info).then(take, () => take(null));
    return () => {
      isWanted = false;
    };
  }, [isTraining, selectedId, info]);
  return isTraining ? live : finished;
}
