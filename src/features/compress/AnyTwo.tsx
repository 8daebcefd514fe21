import { useState } from 'react';
import { openView } from '../../actions/address.ts';
import { answeredTest } from '../../actions/answered-test.ts';
import { readTestPixels } from '../../actions/read-images.ts';
import { FlippedDigits } from '../../ui/FlippedDigits.tsx';
import { formatBytes, formatInteger } from '../../ui/format.ts';
import { TestedPair } from '../../ui/TestedPair.tsx';
import { ClassDamage } from './ClassDamage.tsx';
import { ComparisonTable } from './ComparisonTable.tsx';
import { sizeInWords, type TestedRun } from './comparison.ts';
import { LatencyInTurn } from './LatencyInTurn.tsx';

interface AnyTwoProps {
  /** Newest first; two at least. */
  readonly runs: readonly TestedRun[];
  readonly selectedId: string | null;
}

/** A list of thousands is no choice: older ones are found by name in the view of all runs. */
const mostListed = 100;

/** Any two runs, chosen here: their figures, and the digits that they disagree on. */
export function AnyTwo({ runs, selectedId }: AnyTwoProps) {
  const selected = runs.find(({ id }) => id === selectedId) ?? runs[0];
  const other = runs.find((run) => run !== selected);
  const [chosen, setChosen] = useState([other?.id, selected?.id]);
  const [before, after] = chosen.map((id) => runs.find((run) => run.id === id));
  if (before === undefined || after === undefined) return null;
  const listed = [...new Set([...runs.slice(0, mostListed), before, after])];
  return (
    <div className="CompareView">
      <p>
        Any two runs can be held against each other here. Of a variant or a student there is more to
        see: select it in the Runs panel.
      </p>
      <div className="row">
        {['First run', 'Second run'].map((label, place) => (
          <label key={label} className="row">
            {label}
            <select
              className="input"
              value={chosen[place]}
              onChange={({ target: { value } }) => setChosen(chosen.with(place, value))}
            >
              {listed.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ))}
        <button type="button" className="button" onClick={() => openView('runs')}>
          More than two, or older ones
        </button>
      </div>
      {before === after ? (
        <p>That is the same run twice: choose another one.</p>
      ) : (
        <Pair key={`${before.id} ${after.id}`} {...{ before, after }} />
      )}
    </div>
  );
}

/** `modest-lark: 408 KB, 101,770 parameters`. */
const sizeOf = ({ name, size }: TestedRun): string =>
  `${name}: ${formatBytes(size.fileBytes)}, ${formatInteger(size.parameters)} parameters`;

function Pair(pair: { readonly before: TestedRun; readonly after: TestedRun }) {
  return (
    <>
      <p>
        {sizeOf(pair.before)}; {sizeOf(pair.after)}, {sizeInWords(pair.before, pair.after)}.
      </p>
      <ComparisonTable {...pair} />
      <ClassDamage {...pair} />
      <LatencyInTurn {...pair} />
      <TestedPair {...pair} read={answeredTest}>
        {(before, after) => <FlippedDigits {...{ before, after }} readPixels={readTestPixels} />}
      </TestedPair>
    </>
  );
}
