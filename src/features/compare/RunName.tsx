import { selectRun } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';

interface RunNameProps {
  readonly run: RunRecord;
  readonly isSelected: boolean;
}

/** A run's name, to be pressed: it shows its results and brings its network back. */
export function RunName({ run, isSelected }: RunNameProps) {
  return (
    <button
      type="button"
      className="runs-name"
      aria-pressed={isSelected}
      onClick={() => selectRun(run)}
    >
      {run.name}
    </button>
  );
}
