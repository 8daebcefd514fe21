import './LabView.css';
import { BestOfMany } from './BestOfMany.tsx';
import { DoubleDescent } from './DoubleDescent.tsx';

/** Exhibits on overfitting: what more size does, and what choosing on the test set does. */
export function LabView() {
  return (
    <div className="LabView">
      <DoubleDescent />
      <BestOfMany />
    </div>
  );
}
