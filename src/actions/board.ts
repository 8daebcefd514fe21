import type { RunRecord } from '../core/run.ts';
import { trainingMacs } from '../core/training-work.ts';
import { type BoardEntry, readBoard } from '../share/board.ts';
import { claimOf, falseFigures, reproduction } from '../share/claim.ts';
import { type BoardOutcome, boardStore } from '../stores/board.ts';
import { runsStore } from '../stores/runs.ts';
import { announce } from './announce.ts';
import { rerunRecipe } from './rerun.ts';
import { cancelTraining } from './start-training.ts';

/** Sixteen times the reference CNN's three epochs: what takes longer is re-run only when asked for by itself. */
const mostMacsInTurn = 2e13;

export const isLong = ({ recipe }: BoardEntry): boolean => trainingMacs(recipe) > mostMacsInTurn;

let isCancelled = false;

/** Reads what was pasted; outcomes of links that are still there stay. */
export function fillBoard(text: string): void {
  const known = new Map(
    boardStore.getState().entries.map((entry) => [keyOf(entry), entry.line] as const),
  );
  const { outcomes } = boardStore.getState();
  const { entries, problems } = readBoard(text);
  const kept = entries.flatMap((entry) => {
    const outcome = outcomes[known.get(keyOf(entry)) ?? 0];
    return outcome === undefined ? [] : [[entry.line, outcome] as const];
  });
  boardStore.setState({ entries, problems, outcomes: Object.fromEntries(kept) });
}

const keyOf = ({ claim }: BoardEntry): string => JSON.stringify(claim);

/** Re-runs links one after another, each whole; does nothing while anything trains. */
export async function rerunEntries(entries: readonly BoardEntry[]): Promise<void> {
  if (boardStore.getState().running !== null || runsStore.getState().active !== null) return;
  isCancelled = false;
  const { selectedId } = runsStore.getState();
  for (const [done, entry] of entries.entries()) {
    if (isCancelled) break;
    boardStore.setState({ running: { line: entry.line, done, total: entries.length } });
    const outcome = outcomeOfTwin(entry) ?? (await rerun(entry));
    if (outcome !== null) setOutcome(entry, outcome);
  }
  boardStore.setState({ running: null });
  runsStore.setState(({ runs }) =>
    runs.some(({ id }) => id === selectedId) ? { selectedId } : {},
  );
  announce(isCancelled ? 'Re-running cancelled' : 'Re-running finished');
}

/** Ends the re-run that is on; what was found so far stays. */
export async function cancelRerun(): Promise<void> {
  isCancelled = true;
  await cancelTraining();
}

/** The same recipe has been re-run here already: it would come to the same bits. */
function outcomeOfTwin(entry: BoardEntry): BoardOutcome | null {
  const { entries, outcomes } = boardStore.getState();
  const twins = entries.filter(
    ({ line, claim }) => line !== entry.line && claim.recipe === entry.claim.recipe,
  );
  for (const { line } of twins) {
    const run = outcomes[line]?.run ?? null;
    if (run !== null) return judged(entry, run);
  }
  return null;
}

/** Null where it was cancelled. */
async function rerun(entry: BoardEntry): Promise<BoardOutcome | null> {
  const run = await rerunRecipe(entry.recipe, entry.label || undefined);
  if (run !== null) return judged(entry, run);
  if (isCancelled) return null;
  return { run, reason: runsStore.getState().problem ?? 'It failed, or another run was on.' };
}

function judged({ claim }: BoardEntry, run: RunRecord): BoardOutcome {
  if (run.status !== 'diverged' && claimOf(run) === null)
    return { run: null, reason: 'It was stopped, or changed by hand, before its end.' };
  return {
    run,
    reproduction: reproduction(run, claim),
    falseFigures: falseFigures(run, claim),
  };
}

function setOutcome({ line }: BoardEntry, outcome: BoardOutcome): void {
  boardStore.setState(({ outcomes }) => ({ outcomes: { ...outcomes, [line]: outcome } }));
}
