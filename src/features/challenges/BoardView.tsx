import './ChallengesView.css';
import { type ChangeEvent, useId, useState } from 'react';
import { useStore } from 'zustand';
import { cancelRerun, fillBoard, isLong, rerunEntries } from '../../actions/board.ts';
import { maxBoardCharacters, maxBoardLinks } from '../../share/board.ts';
import { boardStore } from '../../stores/board.ts';
import { challengeStore } from '../../stores/challenge.ts';
import { runsStore } from '../../stores/runs.ts';
import { BoardTable } from './BoardTable.tsx';
import { goalInWords } from './challenge-words.ts';

/** Result links of a class: what each claims, and, once it was re-run here, what is true. */
export function BoardView() {
  const { entries, problems } = useStore(boardStore);
  const challenge = useStore(challengeStore, (state) => state.opened);
  return (
    <div className="board">
      <p className="small">
        A figure in a link is a claim. Re-running the recipe here shows what it comes to: the same
        bits, or something else. Nothing is sent anywhere.
        {challenge !== null && (
          <>
            {' '}
            Judged by the opened challenge, {challenge.title}: {goalInWords(challenge)}.
          </>
        )}
      </p>
      <PasteLinks />
      {problems.length > 0 && (
        <section aria-label="Lines that could not be read">
          <ul className="board-problems">
            {problems.map(({ line, reason }) => (
              <li key={line}>
                Line {line}: {reason}
              </li>
            ))}
          </ul>
        </section>
      )}
      {entries.length > 0 && (
        <>
          <RerunAll />
          <BoardTable challenge={challenge} />
        </>
      )}
    </div>
  );
}

function PasteLinks() {
  const [text, setText] = useState('');
  const isRunning = useStore(boardStore, ({ running }) => running !== null);
  const id = useId();
  const readFile = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const content = await target.files?.[0]?.slice(0, maxBoardCharacters).text();
    target.value = ''; // the same file again is a change again
    if (content !== undefined) fillBoard(content);
  };
  return (
    <>
      <label htmlFor={id}>
        Result links, one a line, each perhaps with a name; at most {maxBoardLinks}
      </label>
      <textarea
        id={id}
        className="input"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={text.trim() === '' || isRunning}
          onClick={() => fillBoard(text)}
        >
          Read the links
        </button>
        <label className="row small">
          or from a text file
          <input
            type="file"
            accept=".txt,.csv,text/*"
            disabled={isRunning}
            onChange={(event) => void readFile(event)}
          />
        </label>
      </div>
    </>
  );
}

/** All that are left, in turn; how far that is, and a way out. */
function RerunAll() {
  const { entries, outcomes, running } = useStore(boardStore);
  const active = useStore(runsStore, (state) => state.active);
  const left = entries.filter((entry) => outcomes[entry.line] === undefined);
  const due = left.filter((entry) => !isLong(entry));
  if (running !== null) {
    const share = active === null ? 0 : active.step / Math.max(1, active.totalSteps);
    return (
      <div className="row">
        <span>
          Re-running line {running.line}, {running.done + 1} of {running.total}
        </span>
        <progress
          className="progress"
          aria-label="Links re-run"
          max={running.total}
          value={running.done + share}
        />
        <button type="button" className="button" onClick={() => void cancelRerun()}>
          Cancel
        </button>
      </div>
    );
  }
  const long = left.length - due.length;
  return (
    <div className="row">
      <button
        type="button"
        className="button primary"
        disabled={due.length === 0 || active !== null}
        onClick={() => void rerunEntries(due)}
      >
        Re-run all
      </button>
      <span className="small">
        {entries.length - left.length} of {entries.length} re-run
        {active !== null && '. Waits while a network trains'}
        {long > 0 && `. ${long} would take long: re-run ${long === 1 ? 'it' : 'them'} singly`}
      </span>
    </div>
  );
}
