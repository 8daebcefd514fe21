import './SweepView.css';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { resumeSweeps } from '../../actions/sweeps.ts';
import { planSweep } from '../../core/sweep.ts';
import { axisName } from '../../core/sweep-axis.ts';
import type { StoredSweep } from '../../storage/stored.ts';
import { sweepsStore } from '../../stores/sweeps.ts';
import { SweepPlanner } from './SweepPlanner.tsx';
import { SweepRunner } from './SweepRunner.tsx';

/** One network in many sizes or setups: plan it, see it run, read the curve. */
export function SweepView() {
  const sweeps = useStore(sweepsStore, (state) => state.sweeps);
  const shown = useStore(sweepsStore, ({ shownId }) => sweeps.find(({ id }) => id === shownId));
  useEffect(() => void resumeSweeps(), []);
  return (
    <div className="sweep">
      {sweeps.length > 0 && <SweepTabs sweeps={sweeps} shownId={shown?.id ?? null} />}
      {shown === undefined ? <SweepPlanner /> : <SweepRunner key={shown.id} stored={shown} />}
    </div>
  );
}

interface SweepTabsProps {
  readonly sweeps: readonly StoredSweep[];
  readonly shownId: string | null;
}

function SweepTabs({ sweeps, shownId }: SweepTabsProps) {
  const show = (id: string | null) => sweepsStore.setState({ shownId: id });
  return (
    <nav className="row" aria-label="Sweeps">
      <button
        type="button"
        className="button"
        aria-pressed={shownId === null}
        onClick={() => show(null)}
      >
        New sweep
      </button>
      {sweeps.toReversed().map((stored) => (
        <button
          key={stored.id}
          type="button"
          className="button"
          aria-pressed={shownId === stored.id}
          onClick={() => show(stored.id)}
        >
          {sweepName(stored)}
        </button>
      ))}
    </nav>
  );
}

/** `Width · 7 of 15`. */
function sweepName({ sweep, queue }: StoredSweep): string {
  const { axes, base, folds } = sweep;
  const what =
    axes.map(({ target }) => axisName(target, base)).join(' × ') ||
    (folds === undefined ? 'Seeds' : `${folds} folds`);
  const { trials } = planSweep(sweep);
  return `${what} · ${trials.length - queue.length} of ${trials.length}`;
}
