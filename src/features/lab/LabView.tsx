import './LabView.css';
import { AgainstOverfitting } from './AgainstOverfitting.tsx';
import { BestOfMany } from './BestOfMany.tsx';
import { DoubleDescent } from './DoubleDescent.tsx';

/** Exhibits on overfitting: what more size does, and what choosing on the test set does. */
export function LabView() {
  return (
    <div className="LabView">
      <AgainstOverfitting />
      <DoubleDescent />
      <BestOfMany />
    </div>
  );
}
