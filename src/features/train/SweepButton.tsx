import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { sweepsStore } from '../../stores/sweeps.ts';

/** Opens the sweeps, and says how many runs they still have to do. */
export function SweepButton() {
  const left = useStore(sweepsStore, ({ sweeps }) =>
    sweeps.reduce((sum, { isPaused, queue }) => sum + (isPaused ? 0 : queue.length), 0),
  );
  return (
    <button
      type="button"
      className="button quiet"
      title="The same network in many sizes, one run after another"
      onClick={() => openView('sweep')}
    >
      {left === 0 ? 'Sweep…' : `Sweep: ${left} to go`}
    </button>
  );
}
