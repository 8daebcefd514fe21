import './ProgressLine.css';
import { useStore } from 'zustand';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { formatInteger } from '../../ui/format.ts';
import { outcomeWords, progressWords } from './status-words.ts';

/** What happens now, in one line that keeps its height. Not spoken: the Status output speaks. */
export function ProgressLine() {
  const active = useStore(runsStore, (state) => state.active);
  const selected = useStore(runsStore, selectedRun);
  if (active === null)
    return (
      <p className="ProgressLine">
        {selected === null
          ? 'Press Train: the network learns to read 55,000 handwritten digits, here in this tab.'
          : outcomeWords(selected)}
      </p>
    );
  const bar = barOf(active);
  return (
    <div className="ProgressLine">
      <span className="ProgressLine-words">
        <span>{progressWords(active)}</span>
        <span data-testid="step">step {formatInteger(active.step)}</span>
      </span>
      <progress
        className="ProgressLine-bar"
        aria-label={active.phase === 'loading-data' ? 'Digits loaded' : 'Run done'}
        max={bar.max}
        value={bar.value}
      />
    </div>
  );
}

type Active = NonNullable<ReturnType<typeof runsStore.getState>['active']>;

function barOf({ phase, data, step, totalSteps }: Active): { max: number; value: number } {
  return phase === 'loading-data' && data !== null
    ? { max: data.totalBytes, value: data.loadedBytes }
    : { max: Math.max(1, totalSteps), value: step };
}
