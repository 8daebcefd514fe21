import { Wrench } from 'lucide-react';
import { applyFix } from '../../actions/edit-layers.ts';
import type { Problem } from '../../core/summary.ts';
import { focusLayer } from './focus-layer.ts';

interface FixButtonProps {
  readonly problem: Problem;
}

/** Puts a problem right in the one obvious way, where there is one. */
export function FixButton({ problem: { fix, layerId } }: FixButtonProps) {
  if (fix === null) return null;
  const fixIt = () => {
    applyFix(fix);
    const mended = fix.architecture.find(({ id }) => id === layerId) ?? fix.architecture.at(-1);
    focusLayer(mended?.id ?? null);
  };
  return (
    <button type="button" className="button" onClick={fixIt}>
      <Wrench aria-hidden />
      {fix.label}
    </button>
  );
}
