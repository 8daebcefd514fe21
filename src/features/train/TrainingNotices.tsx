import { useStore } from 'zustand';
import { retryTraining } from '../../actions/start-training.ts';
import { chooseDevice } from '../../actions/try-devices.ts';
import type { RunRecord } from '../../core/run.ts';
import { editSetup, recipeStore } from '../../stores/recipe.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Notice } from '../../ui/Notice.tsx';
import { adviceFor } from './advice.ts';
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
      {selected !== null && <RunAdvice run={selected} />}
      <InterruptedRuns />
    </>
  );
}

function FailedRun() {
  const problem = useStore(runsStore, (state) => state.problem);
  const failedRun = useStore(runsStore, (state) => state.failedRun);
  // What a compression cannot do is said where it was asked for.
  if (problem === null || failedRun?.compress === true) return null;
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

function RunAdvice({ run }: { readonly run: RunRecord }) {
  const pageRate = useStore(recipeStore, (recipe) => recipe.setup.learningRate);
  const advice = adviceFor(run);
  if (advice === null) return null;
  const { message, learningRate } = advice;
  return (
    <Notice kind="problem">
      <span>{message}</span>
      {learningRate !== null && pageRate > learningRate && (
        <button type="button" className="button" onClick={() => editSetup({ learningRate })}>
          Set the learning rate to {formatRate(learningRate)}
        </button>
      )}
    </Notice>
  );
}
