import { Shrink } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { applySteps, cancelSteps } from '../../actions/compress.ts';
import { returnToRun } from '../../actions/edit-steps.ts';
import { startTraining } from '../../actions/start-training.ts';
import { controlSteps } from '../../core/lineage.ts';
import { type CompressionStep, techniqueOf } from '../../core/techniques/index.ts';
import { type Applying, compressionStore } from '../../stores/compression.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Notice } from '../../ui/Notice.tsx';
import { applyBlocker } from './bench-state.ts';
import { useBench } from './use-bench.ts';

/** The button that does it, the control beside it, and in words why not. */
export function ApplySteps() {
  const bench = useBench();
  const applying = useStore(compressionStore, (state) => state.applying);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const [withControl, setWithControl] = useState(true);
  if (applying !== null) return <Progress applying={applying} />;
  const blocker = applyBlocker(bench, isTraining);
  const isBlocked = blocker !== null || bench.base === null;
  const control = controlSteps(bench.remaining);
  return (
    <div className="ApplySteps">
      <FailedStep />
      {bench.steps.length > 0 && bench.base === null && <Untrained isTraining={isTraining} />}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={isBlocked}
          aria-describedby={blocker === null ? undefined : 'apply-blocker'}
          onClick={() => void applySteps(withControl)}
        >
          <Shrink aria-hidden /> Apply
        </button>
        {blocker !== null && (
          <p id="apply-blocker" className="small">
            {blocker}
          </p>
        )}
        {!isBlocked && control.length > 0 && (
          <label className="row small">
            <input
              type="checkbox"
              className="checkbox"
              checked={withControl}
              onChange={(event) => setWithControl(event.target.checked)}
            />
            and a control: {epochsInWords(control)} without it
          </label>
        )}
      </div>
    </div>
  );
}

/** `2 more epochs`. */
function epochsInWords(control: readonly CompressionStep[]): string {
  const epochs = control.reduce(
    (sum, { params }) => sum + ('epochs' in params ? params.epochs : 0),
    0,
  );
  return epochs === 1 ? 'the same epoch' : `the same ${epochs} epochs`;
}

function Progress({ applying: { steps, done, controlSteps: controls } }: ProgressProps) {
  const step = steps[done];
  const isControl = done >= steps.length - controls;
  const label = step === undefined ? 'Finishing' : techniqueOf(step.kind).label;
  return (
    <div className="ApplySteps row">
      <span className="small">
        Step {Math.min(done + 1, steps.length)} of {steps.length}: {isControl ? 'control' : label}
      </span>
      <progress className="progress" aria-label="Steps done" max={steps.length} value={done} />
      <button type="button" className="button" onClick={() => void cancelSteps()}>
        Cancel
      </button>
    </div>
  );
}

interface ProgressProps {
  readonly applying: Applying;
}

/** The page holds a recipe that nothing was trained by: train it, or go back to the selected run's. */
function Untrained({ isTraining }: { readonly isTraining: boolean }) {
  const selected = useStore(runsStore, selectedRun);
  if (isTraining) return <p className="small">Steps wait until the network is trained.</p>;
  return (
    <Notice>
      <span>
        {selected === null
          ? 'Steps are applied to a trained network: train this one first.'
          : `No run was trained as network and setup on this page say: train it first, or go back to ${selected.name}.`}
      </span>
      <span className="row ApplySteps-ways">
        {selected !== null && (
          <button type="button" className="button" onClick={() => returnToRun(selected)}>
            Back to {selected.name}
          </button>
        )}
        <button type="button" className="button" onClick={() => startTraining()}>
          Train it
        </button>
      </span>
    </Notice>
  );
}

/** Why the last step could not be done, said by the technique. */
function FailedStep() {
  const problem = useStore(runsStore, (state) => state.problem);
  const isOurs = useStore(runsStore, ({ failedRun }) => failedRun?.compress === true);
  if (problem === null || !isOurs) return null;
  return (
    <Notice kind="problem">
      <span>{problem}</span>
      <button
        type="button"
        className="button quiet"
        onClick={() => runsStore.setState({ problem: null, failedRun: null })}
      >
        Dismiss
      </button>
    </Notice>
  );
}
