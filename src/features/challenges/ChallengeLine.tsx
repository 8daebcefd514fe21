import './ChallengeLine.css';
import { Target, X } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { bestAttempt, builtInChallenges, type Challenge } from '../../core/challenges.ts';
import type { RunRecord } from '../../core/run.ts';
import { challengeStore } from '../../stores/challenge.ts';
import { runsStore } from '../../stores/runs.ts';
import { goalInWords, judgementInWords, resultInWords } from './challenge-words.ts';

/** One challenge in a line above the page: a link's, else the first that no own run meets. */
export function ChallengeLine() {
  const { opened, isLineHidden } = useStore(challengeStore);
  const runs = useStore(runsStore, (state) => state.runs);
  const challenge = useMemo(() => opened ?? nextChallenge(runs), [opened, runs]);
  if (isLineHidden || challenge === null) return null;
  return (
    <section className="challenge-line" aria-label="Challenge">
      <Target aria-hidden />
      <p>
        <strong>{challenge.title}</strong>: {goalInWords(challenge)}{' '}
        <span className="small">{bestInWords(challenge, runs)}</span>
      </p>
      <button type="button" className="button quiet" onClick={() => openView('challenges')}>
        Challenges
      </button>
      <button
        type="button"
        className="button quiet icon"
        aria-label="Hide the challenge"
        title="Hide"
        onClick={() => challengeStore.setState({ isLineHidden: true })}
      >
        <X aria-hidden />
      </button>
    </section>
  );
}

/** Null when all with a limit are met: the others are never over. */
const nextChallenge = (runs: readonly RunRecord[]): Challenge | null =>
  builtInChallenges.find(
    (challenge) =>
      challenge.most !== null && bestAttempt(challenge, runs)?.judgement.isMet !== true,
  ) ?? null;

function bestInWords(challenge: Challenge, runs: readonly RunRecord[]): string {
  const best = bestAttempt(challenge, runs);
  if (best === null) return '';
  return `· ${judgementInWords(challenge, best.judgement)} (${best.run.name}: ${resultInWords(challenge, best.result)})`;
}
