import { useState } from 'react';
import { useStore } from 'zustand';
import { rerunRecipe } from '../../actions/rerun.ts';
import { isAbout, reproduction } from '../../share/claim.ts';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { viewStore } from '../../stores/view.ts';
import { figuresInWords } from '../../ui/claim-words.ts';
import { Notice } from '../../ui/Notice.tsx';

/** What the opened link says of its recipe, until a run here shows what is true. */
export function ClaimNotice() {
  const claim = useStore(viewStore, (state) => state.claim);
  const recipe = useStore(recipeStore);
  const isRunHere = useStore(runsStore, ({ runs }) =>
    runs.some((run) => reproduction(run, claim) !== null),
  );
  const isReading = useStore(runsStore, (state) => state.isReading);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const [isRerunning, setIsRerunning] = useState(false);
  if (claim === null || claim.result === null || isRunHere || isReading) return null;
  if (!isAbout(claim, recipeOf(recipe))) return null;
  const rerun = async () => {
    setIsRerunning(true);
    await rerunRecipe(recipeOf(recipe));
    setIsRerunning(false);
  };
  return (
    <Notice>
      <span>
        This link claims {figuresInWords(claim.result)}. It is a claim until somebody re-runs it.
      </span>
      <button
        type="button"
        className="button"
        disabled={isTraining || isRerunning}
        onClick={() => void rerun()}
      >
        {isRerunning ? 'Re-running…' : 'Re-run to verify'}
      </button>
    </Notice>
  );
}
