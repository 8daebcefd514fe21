import './TrainingControls.css';
import { Pause, Play, RotateCcw, Square, StepForward } from 'lucide-react';
import { useStore } from 'zustand';
import { stepOnce, stopTraining, toggleTraining } from '../../actions/control-training.ts';
import { loadData } from '../../actions/load-data.ts';
import { restartTraining } from '../../actions/start-training.ts';
import { teacherRun } from '../../actions/teacher.ts';
import { summarize } from '../../core/summary.ts';
import { engineStore } from '../../stores/engine.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { ContinueRun } from './ContinueRun.tsx';
import { ProgressLine } from './ProgressLine.tsx';
import { trainingBlocker } from './training-blocker.ts';

/** Starts, holds, ends and repeats a run; says in words why it cannot start. */
export function TrainingControls() {
  const phase = useStore(runsStore, ({ active }) => active?.phase ?? null);
  const hasSelected = useStore(runsStore, (state) => selectedRun(state) !== null);
  const blocker = useTrainingBlocker();
  const isBlocked = phase === null && blocker !== null;
  return (
    <div className="TrainingControls">
      <div className="TrainingControls-buttons row">
        <PrimaryButton phase={phase} isBlocked={isBlocked} />
        <button
          type="button"
          className="button"
          disabled={isBlocked || (phase !== null && phase !== 'paused')}
          title={phase === null ? 'Start with one step, then pause (s)' : 'One step (s)'}
          onClick={stepOnce}
        >
          <StepForward aria-hidden /> Step
        </button>
        <button
          type="button"
          className="button"
          disabled={phase === null}
          title="End here and keep the network (x)"
          onClick={stopTraining}
        >
          <Square aria-hidden /> Stop
        </button>
        <button
          type="button"
          className="button"
          disabled={phase === null && !hasSelected}
          title="The same run again: same network, same seed, same start (r)"
          onClick={() => void restartTraining()}
        >
          <RotateCcw aria-hidden /> Restart
        </button>
      </div>
      {isBlocked ? (
        <p id="train-blocker" className="TrainingControls-blocker">
          {blocker.reason}
          {blocker.canRetry && (
            <button type="button" className="button" onClick={() => void loadData()}>
              Load again
            </button>
          )}
        </p>
      ) : (
        <ProgressLine />
      )}
      {phase === null && <ContinueRun />}
    </div>
  );
}

interface PrimaryButtonProps {
  readonly phase: string | null;
  readonly isBlocked: boolean;
}

/** One button that keeps its place and its focus while its word changes. */
function PrimaryButton({ phase, isBlocked }: PrimaryButtonProps) {
  const [word, Icon] =
    phase === null
      ? (['Train', Play] as const)
      : phase === 'paused'
        ? (['Resume', Play] as const)
        : (['Pause', Pause] as const);
  return (
    <button
      type="button"
      className="button primary TrainingControls-primary"
      disabled={isBlocked || phase === 'evaluating'}
      aria-describedby={isBlocked ? 'train-blocker' : undefined}
      title={`${word} (Space)`}
      onClick={toggleTraining}
    >
      <Icon aria-hidden /> {word}
    </button>
  );
}

function useTrainingBlocker() {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const engineProblem = useStore(engineStore, ({ problem }) => problem);
  const dataProblem = useStore(engineStore, ({ data }) => data.problem);
  const distillation = useStore(recipeStore, (recipe) => recipe.distillation);
  const runs = useStore(runsStore, (state) => state.runs);
  const isReading = useStore(runsStore, (state) => state.isReading);
  const lacksTeacher = distillation !== null && teacherRun(distillation, runs) === null;
  return trainingBlocker(summarize(architecture), {
    ...{ engineProblem, dataProblem, lacksTeacher, isReading },
  });
}
