import './WrongView.css';
import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { readWrongDigits } from '../../actions/read-images.ts';
import type { RunRecord, TestResult } from '../../core/run.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { formatInteger } from '../../ui/format.ts';
import { digits, oneOf, wrongOf } from './confusion.ts';
import { DigitList } from './DigitList.tsx';
import { NoResult } from './NoResult.tsx';
import { useDigitPages } from './useDigitPages.ts';

const pageSize = 60;

/** Every test digit that the selected run got wrong, the surest mistakes first. */
export function WrongView() {
  const run = useStore(runsStore, selectedRun);
  return run === null || run.test === null ? (
    <NoResult />
  ) : (
    <WrongDigits key={run.id} run={run} test={run.test} />
  );
}

interface WrongDigitsProps {
  readonly run: RunRecord;
  readonly test: TestResult;
}

function WrongDigits({ run: { id, name }, test: { confusion, correct, n } }: WrongDigitsProps) {
  const [label, setLabel] = useState<number | null>(null);
  const readPage = useCallback(
    (from: number) =>
      readWrongDigits({ id, name }, (answer) => label === null || answer.label === label, {
        ...{ from, count: pageSize },
      }),
    [id, name, label],
  );
  return (
    <div className="wrong-view">
      <p>
        {name} read {formatInteger(n - correct)} of {formatInteger(n)} test digits wrong. Here they
        are as the network saw them, its surest mistakes first: what it is → what it answered, and
        how sure it was.
      </p>
      <label className="row">
        Show
        <select
          className="input"
          value={label ?? ''}
          onChange={(event) =>
            setLabel(event.target.value === '' ? null : Number(event.target.value))
          }
        >
          <option value="">all digits ({formatInteger(n - correct)})</option>
          {digits.map((digit) => (
            <option key={digit} value={digit}>
              {oneOf(digit)} read wrong ({wrongOf(confusion, digit)})
            </option>
          ))}
        </select>
      </label>
      <DigitList pages={useDigitPages(readPage)} />
    </div>
  );
}
