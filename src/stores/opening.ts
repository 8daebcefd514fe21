import { createStore } from 'zustand/vanilla';

export interface OpeningOutcome {
  readonly words: string;
  readonly isProblem: boolean;
}

interface OpeningState {
  /** What is done with the files that were given; null when none are. */
  readonly phase: 'reading' | 'evaluating' | 'adding' | null;
  /** What came of the last ones. */
  readonly outcome: OpeningOutcome | null;
}

/** Files that are being opened. */
export const openingStore = createStore<OpeningState>(() => ({ phase: null, outcome: null }));
