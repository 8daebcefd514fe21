import { useStore } from 'zustand';
import type { Summary } from '../../core/summary.ts';
import { modelFileByteLength } from '../../export/model-file.ts';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';
import { Figure } from '../../ui/Figure.tsx';
import { formatBytes, formatInteger } from '../../ui/format.ts';
import { useMatchingRun } from './use-matching-run.ts';

/** The bytes of the file that Download gives, and of the same file deflated once there are weights to deflate. */
export function FileSizeCard({ summary }: { readonly summary: Summary }) {
  const recipe = useStore(recipeStore);
  const deflatedBytes = useMatchingRun()?.size.deflatedBytes ?? null;
  const bytes = summary.problem === null ? modelFileByteLength(recipeOf(recipe)) : null;
  return (
    <div className="CostPanel-card">
      <Figure
        name="File size"
        value={bytes === null ? '–' : formatBytes(bytes)}
        note={
          <>
            {bytes !== null && `${formatInteger(bytes)} B · `}
            deflated: {deflatedBytes === null ? 'after training' : formatBytes(deflatedBytes)}
          </>
        }
      />
    </div>
  );
}
