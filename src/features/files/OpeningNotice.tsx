import { useStore } from 'zustand';
import { dismissOutcome } from '../../actions/open-files.ts';
import { openingStore } from '../../stores/opening.ts';
import { Notice } from '../../ui/Notice.tsx';

const phases = {
  reading: 'Reading the file…',
  evaluating: 'Asking the network about 25,000 digits…',
  adding: 'Adding the runs…',
};

/** What is done with files that were given, and what came of them. */
export function OpeningNotice() {
  const { phase, outcome } = useStore(openingStore);
  if (phase !== null)
    return (
      <Notice>
        <label>
          {phases[phase]} <progress className="progress" />
        </label>
      </Notice>
    );
  if (outcome === null) return null;
  return (
    <Notice kind={outcome.isProblem ? 'problem' : 'info'}>
      <span>{outcome.words}</span>
      <button type="button" className="button" onClick={dismissOutcome}>
        Dismiss
      </button>
    </Notice>
  );
}
