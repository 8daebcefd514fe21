import { useStore } from 'zustand';
import { isLong, rerunEntries } from '../../actions/board.ts';
import type { Challenge } from '../../core/challenges.ts';
import { describeArchitecture } from '../../core/describe.ts';
import { stepsOf } from '../../core/recipe.ts';
import { stepInWords } from '../../core/techniques/index.ts';
import type { BoardEntry } from '../../share/board.ts';
import { type BoardOutcome, boardStore } from '../../stores/board.ts';
import { runsStore } from '../../stores/runs.ts';
import { accuracyInWords, formatBytes, formatInteger } from '../../ui/format.ts';
import { claimedOutcome, verdictOf } from './board-words.ts';

interface BoardTableProps {
  /** Null where none was opened. */
  readonly challenge: Challenge | null;
}

/** Every link that could be read, in the order of its lines. */
export function BoardTable({ challenge }: BoardTableProps) {
  const { entries, outcomes, running } = useStore(boardStore);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="board-scroll" aria-label="Board" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Claims</th>
            <th scope="col">Re-run</th>
            {challenge !== null && <th scope="col">Challenge</th>}
            <th scope="col">Recipe</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow
              key={entry.line}
              entry={entry}
              challenge={challenge}
              outcome={outcomes[entry.line] ?? null}
              isRunning={running?.line === entry.line}
              isBlocked={running !== null || isTraining}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface EntryRowProps extends BoardTableProps {
  readonly entry: BoardEntry;
  readonly outcome: BoardOutcome | null;
  readonly isRunning: boolean;
  readonly isBlocked: boolean;
}

function EntryRow({ entry, challenge, outcome, isRunning, isBlocked }: EntryRowProps) {
  const { line, label, recipe, claim, sameAs } = entry;
  const { fileBytes } = claim.result;
  const { epochs, trainingImages, seed } = recipe.setup;
  return (
    <tr>
      <th scope="row">
        {line}
        {label !== '' && <> {label}</>}
        {sameAs !== null && <span className="small"> the same link as line {sameAs}</span>}
      </th>
      <td>
        {accuracyInWords(claim.result)}
        <span className="small">{formatBytes(fileBytes)}</span>
      </td>
      <td>
        {outcome === null ? (
          <button
            type="button"
            className="button"
            aria-label={`Re-run line ${line}`}
            disabled={isBlocked}
            onClick={() => void rerunEntries([entry])}
          >
            {isRunning ? 'Re-running…' : 'Re-run'}
          </button>
        ) : (
          <Outcome entry={entry} outcome={outcome} />
        )}
        {outcome === null && isLong(entry) && <span className="small">would take long</span>}
      </td>
      {challenge !== null && <td>{claimedOutcome(challenge, entry, outcome)}</td>}
      <td>
        {[describeArchitecture(recipe.architecture), ...stepsOf(recipe).map(stepInWords)].join(
          ' → ',
        )}
        <span className="small">
          {epochs} {epochs === 1 ? 'epoch' : 'epochs'} · {formatInteger(trainingImages)} images ·
          seed {seed}
        </span>
      </td>
    </tr>
  );
}

function Outcome({
  entry,
  outcome,
}: {
  readonly entry: BoardEntry;
  readonly outcome: BoardOutcome;
}) {
  const { kind, words, detail } = verdictOf(entry, outcome);
  return (
    <>
      <span className={kind === 'open' ? undefined : `board-${kind}`}>{words}</span>
      {detail !== null && <span className="small">{detail}</span>}
    </>
  );
}
