import { createStore } from 'zustand/vanilla';
import type { RunRecord } from '../core/run.ts';
import type { BoardEntry, BoardProblem } from '../share/board.ts';
import type { FalseFigure, Reproduction } from '../share/claim.ts';

/** What came of re-running a link; `run` is null where it could not be re-run. */
export type BoardOutcome =
  | {
      readonly run: RunRecord;
      readonly reproduction: Reproduction | null;
      readonly falseFigures: readonly FalseFigure[];
    }
  | { readonly run: null; readonly reason: string };

interface BoardState {
  readonly entries: readonly BoardEntry[];
  readonly problems: readonly BoardProblem[];
  /** By the entry's line. */
  readonly outcomes: Readonly<Record<number, BoardOutcome>>;
  /** The line that is re-run now, and how far all of them are; null when nothing is. */
  readonly running: { readonly line: number; readonly done: number; readonly total: number } | null;
}

export const boardStore = createStore<BoardState>(() => ({
  entries: [],
  problems: [],
  outcomes: {},
  running: null,
}));
