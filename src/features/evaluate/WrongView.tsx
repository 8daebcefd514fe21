import './WrongView.css';
import { useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { readWrongDigits } from '../../actions/read-images.ts';
import type { TestResult } from '../../core/run.ts';
import { wrongAnswersOf } from '../../core/wrong-answers.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { formatInteger } from '../../ui/format.ts';
import { digits, oneOf } from './confusion.ts';
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
    <WrongDigits key={run.id} name={run.name} test={run.test} />
  );
}

function WrongDigits({ name, test }: { readonly name: string; readonly test: TestResult }) {
  const [label, setLabel] = useState<number | null>(null);
  const all = wrongAnswersOf(test);
  const wrong = useMemo(
    () => all.filter((answer) => label === null || answer.label === label),
    [all, label],
  );
  const readPage = useCallback(
    async (from: number) => {
      const next = Math.min(from + pageSize, wrong.length);
      return {
        digits: await readWrongDigits(wrong.slice(from, next)),
        next: next < wrong.length ? next : null,
      };
    },
    [wrong],
  );
  return (
    <div className="wrong-view">
      <p>
        {name} read {formatInteger(all.length)} of {formatInteger(test.n)} test digits wrong. Here
        they are as the network saw them, its surest mistakes first: what it is → what it answered,
        and how sure it was.
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
          <option value="">all digits ({formatInteger(all.length)})</option>
          {digits.map((digit) => (
            <option key={digit} value={digit}>
              {oneOf(digit)} read wrong ({all.filter((answer) => answer.label === digit).length})
            </option>
          ))}
        </select>
      </label>
      <DigitList pages={useDigitPages(readPage)} />
    </div>
  );
}
