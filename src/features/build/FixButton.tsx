import { Wrench } from 'lucide-react';
import { applyFix } from '../../actions/edit-layers.ts';
import type { Problem } from '../../core/summary.ts';
import { focusLayer } from './focus-layer.ts';

interface FixButtonProps {
  readonly fix: NonNullable<Problem['fix']>;
}

/** Puts a problem right in the one obvious way. */
export function FixButton({ fix }: FixButtonProps) {
  const fixIt = () => {
    applyFix(fix);
    focusLayer(fix.architecture.at(-1)?.id ?? null);
  };
  return (
    <button type="button" className="button" onClick={fixIt}>
      <Wrench aria-hidden />
      {fix.label}
    </button>
  );
}
