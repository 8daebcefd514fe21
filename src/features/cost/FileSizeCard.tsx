import { useStore } from 'zustand';
import type { Summary } from '../../core/summary.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { Figure } from '../../ui/Figure.tsx';
import { formatBytes, formatInteger } from '../../ui/format.ts';
import { matchingRun } from './matching-run.ts';

/** The bytes of the file that Download gives, and of the same file deflated once there are weights to deflate. */
export function FileSizeCard({ summary }: { readonly summary: Summary }) {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const size = useStore(runsStore, (state) => matchingRun(state, architecture)?.size ?? null);
  const bytes = size?.fileBytes ?? null;
  return (
    <div className="CostPanel-card">
      <Figure
        name="File size"
        value={bytes === null || summary.problem !== null ? '–' : formatBytes(bytes)}
        note={
          <>
            {bytes !== null && <>{formatInteger(bytes)} B · </>}
            deflated: {size === null ? 'after training' : formatBytes(size.deflatedBytes)}
          </>
        }
      />
    </div>
  );
}
