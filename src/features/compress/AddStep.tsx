import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { addStep } from '../../actions/edit-steps.ts';
import { maxCompressionSteps } from '../../core/recipe.ts';
import {
  createStep,
  type TechniqueKind,
  techniqueKinds,
  techniqueOf,
} from '../../core/techniques/index.ts';
import { compressionStore } from '../../stores/compression.ts';
import { recipeStore } from '../../stores/recipe.ts';

/** Every technique with what it does; one that cannot come next says why. */
export function AddStep() {
  const ref = useRef<HTMLDetailsElement>(null);
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const steps = useStore(recipeStore, ({ compression }) => compression);
  const isApplying = useStore(compressionStore, ({ applying }) => applying !== null);
  if (isApplying || steps.length >= maxCompressionSteps) return null;
  const before = steps.map(({ kind }) => kind);
  const add = (kind: TechniqueKind) => {
    addStep(kind);
    const { current } = ref;
    if (current === null) return;
    current.open = false;
    current.querySelector('summary')?.focus();
  };
  return (
    <details
      ref={ref}
      className="AddStep"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary className="button">
        <Plus aria-hidden /> Add step
      </summary>
      <ul>
        {techniqueKinds.map((kind) => {
          const { label, purpose, problem } = techniqueOf(kind);
          const reason = problem({ architecture, before }, createStep(kind).params);
          return (
            <li key={kind}>
              <button
                type="button"
                className="AddStep-kind"
                disabled={reason !== null}
                onClick={() => add(kind)}
              >
                <strong>{label}</strong>
                <span className="small">{reason ?? purpose}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
