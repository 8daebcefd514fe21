import { createStore } from 'zustand/vanilla';
import type { Challenge } from '../core/challenges.ts';
import { keep, readKept } from './kept.ts';

const hiddenKey = 'sizewise.challenge-line';

interface ChallengeState {
  /** The challenge that a link brought; null where none did. */
  readonly opened: Challenge | null;
  /** Whether the page's line with a challenge was dismissed. */
  readonly isLineHidden: boolean;
}

export const challengeStore = createStore<ChallengeState>(() => ({
  opened: null,
  isLineHidden: readKept(hiddenKey) !== null,
}));

challengeStore.subscribe(({ isLineHidden }) => keep(hiddenKey, isLineHidden ? 'hidden' : null));
