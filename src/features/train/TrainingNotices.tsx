import { useStore } from 'zustand';
import { retryTraining } from '../../actions/start-training.ts';
import { chooseDevice } from '../../actions/try-devices.ts';
import type { RunRecord } from '../../core/run.ts';
import { editSetup, recipeStore } from '../../stores/recipe.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { formatRate } from './figures.ts';
import { InterruptedRuns } from './InterruptedRuns.tsx';

/** What went wrong with a run, and the way on; nothing while one trains. */
export function TrainingNotices() {
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const selected = useStore(runsStore, selectedRun);
  if (isTraining) return null;
  return (
    <>
      <FailedRun />
      {selected?.status === 'diverged' && <DivergedRun run={selected} />}
      <InterruptedRuns />
    </>
  );
}

function FailedRun() {
  const problem = useStore(runsStore, (state) => state.problem);
  const failedRun = useStore(runsStore, (state) => state.failedRun);
  if (problem === null) return null;
  const retryOnCpu = () => {
    chooseDevice('wasm');
    retryTraining('wasm');
  };
  return (
    <Notice kind="problem">
      <span>{problem}</span>
      <span className="TrainingNotices-ways row">
        {failedRun !== null && (
          <button type="button" className="button" onClick={() => retryTraining()}>
            Retry
          </button>
        )}
        {failedRun?.runtime === 'tfjs' && (
          <button type="button" className="button" onClick={retryOnCpu}>
            Train on the CPU instead
          </button>
        )}
        <button
          type="button"
          className="button quiet"
          onClick={() => runsStore.setState({ problem: null, failedRun: null })}
        >
          Dismiss
        </button>
      </span>
    </Notice>
  );
}

function DivergedRun({ run }: { readonly run: RunRecord }) {
  const { setup } = run.recipe;
  const pageRate = useStore(recipeStore, (recipe) => recipe.setup.learningRate);
  const smaller = Number((setup.learningRate / 10).toPrecision(2));
  return (
    <Notice kind="problem">
      <span>
        {run.name} diverged: after {formatInteger(run.steps)} steps its loss was no longer a number,
        because each step threw the weights further than the last. Try a smaller learning rate, a
        few hundred warm-up steps, or Adam.
      </span>
      {pageRate > smaller && (
        <button
          type="button"
          className="button"
          onClick={() => editSetup({ learningRate: smaller })}
        >
          Set the learning rate to {formatRate(smaller)}
        </button>
      )}
    </Notice>
  );
}
