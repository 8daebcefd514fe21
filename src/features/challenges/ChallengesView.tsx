import './ChallengesView.css';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { builtInChallenges } from '../../core/challenges.ts';
import { challengeStore } from '../../stores/challenge.ts';
import { ChallengeCard } from './ChallengeCard.tsx';
import { MakeChallenge } from './MakeChallenge.tsx';

/** Goals to reach with the least network: how far one's own runs are, and a start. */
export function ChallengesView() {
  const opened = useStore(challengeStore, (state) => state.opened);
  return (
    <div className="challenges">
      <p className="small">
        What counts is a run on the CPU engine, so that anybody can repeat it to the bit: its one
        read of the 10,000 test digits, and the bytes of the file that Download gives. Choose your
        settings by validation accuracy; the best of many test accuracies is partly luck.
      </p>
      <ul className="challenges-list">
        {opened !== null && (
          <li>
            <ChallengeCard
              challenge={opened}
              badge="from your link"
              onLeave={() => challengeStore.setState({ opened: null })}
            />
          </li>
        )}
        {builtInChallenges.map((challenge) => (
          <li key={challenge.title}>
            <ChallengeCard challenge={challenge} proof={challenge.proof} />
          </li>
        ))}
      </ul>
      <MakeChallenge />
      <div className="row">
        <button type="button" className="button" onClick={() => openView('board')}>
          Class board
        </button>
        <span className="small">Collects result links, and re-runs them to see what is true.</span>
      </div>
    </div>
  );
}
