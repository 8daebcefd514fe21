import { useMemo } from 'react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { openArchitecture } from '../../actions/edit-layers.ts';
import { resultLink } from '../../actions/result-link.ts';
import { type BuiltInChallenge, bestAttempt, type Challenge } from '../../core/challenges.ts';
import { presets } from '../../core/presets.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatPercent } from '../../ui/format.ts';
import { CopyResult } from './CopyResult.tsx';
import { goalInWords, judgementInWords, resultInWords } from './challenge-words.ts';
import { startOf } from './start.ts';

interface ChallengeCardProps {
  readonly challenge: Challenge;
  readonly proof?: BuiltInChallenge['proof'];
  readonly badge?: string;
  readonly onLeave?: () => void;
}

/** A goal, the best own run for it with what that run lacks, and a network to start from. */
export function ChallengeCard({ challenge, proof, badge, onLeave }: ChallengeCardProps) {
  const runs = useStore(runsStore, (state) => state.runs);
  const isReading = useStore(runsStore, (state) => state.isReading);
  const best = useMemo(() => bestAttempt(challenge, runs), [challenge, runs]);
  const start = startOf(challenge, proof?.presetId);
  const isSent = best !== null && (best.judgement.isMet || proof === undefined);
  const link = isSent ? resultLink(best.run, challenge) : null;
  const begin = () => {
    if (start !== null) openArchitecture(start.architecture);
    openView(null);
  };
  return (
    <article className="challenge-card" aria-label={challenge.title}>
      <h3>{challenge.title}</h3>
      <p className="challenge-goal">
        {goalInWords(challenge)}
        {badge !== undefined && <span className="small"> · {badge}</span>}
      </p>
      {best === null ? (
        <p className="small">{isReading ? 'Reading your runs…' : 'No run of yours counts yet.'}</p>
      ) : (
        <p>
          <strong className={best.judgement.isMet ? 'challenge-met' : undefined}>
            {judgementInWords(challenge, best.judgement)}
          </strong>
          <span className="small">
            {' '}
            · your best: {best.run.name}, {resultInWords(challenge, best.result)}
          </span>
        </p>
      )}
      {proof !== undefined && <p className="small">{proofInWords(proof)}</p>}
      <div className="row">
        {start !== null && (
          <button type="button" className="button" onClick={begin}>
            Start from {start.label}
          </button>
        )}
        {onLeave !== undefined && (
          <button type="button" className="button quiet" onClick={onLeave}>
            Leave it
          </button>
        )}
      </div>
      {link !== null && best !== null && (
        <CopyResult key={best.run.id} link={link} name={best.run.name} />
      )}
      {link === null && isSent && (
        <p className="small">
          {best.run.name} has no result link: it was stopped, continued or changed by hand, so
          nobody could repeat it.
        </p>
      )}
    </article>
  );
}

/** Says that it can be done, and where to look. */
function proofInWords({ presetId, correct }: BuiltInChallenge['proof']): string {
  const label = presets.find(({ id }) => id === presetId)?.label ?? presetId;
  return `It can be done: the preset ${label} has ${formatPercent(correct / 10_000, 2)}.`;
}
