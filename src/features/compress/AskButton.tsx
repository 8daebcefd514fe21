import { useStore } from 'zustand';
import { runsStore } from '../../stores/runs.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { Answer } from './use-answer.ts';

interface AskButtonProps {
  readonly of: Pick<Answer<unknown>, 'done' | 'problem' | 'start' | 'cancel'>;
  readonly label: string;
  /** What goes on, for the bar. */
  readonly doing: string;
  /** Whether it has to wait while a network trains: a figure that both would spoil. */
  readonly waits?: boolean;
}

/** One button that keeps its place and focus: it asks, and while it asks it cancels. Beside it how far that has come. */
export function AskButton({ of, label, doing, waits = false }: AskButtonProps) {
  const { done, problem, start, cancel } = of;
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const isWaiting = waits && isTraining && done === null;
  return (
    <>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <div className="AskButton row">
        <button
          type="button"
          className="button"
          disabled={isWaiting}
          onClick={done === null ? start : cancel}
        >
          {done === null ? label : 'Cancel'}
        </button>
        {done !== null && <progress className="progress" aria-label={doing} value={done} />}
        {isWaiting && <span className="small">Waits while a network trains.</span>}
      </div>
    </>
  );
}
