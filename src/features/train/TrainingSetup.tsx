import './TrainingSetup.css';
import { Dices } from 'lucide-react';
import { useStore } from 'zustand';
import { augmentationFields } from '../../core/augmentation.ts';
import type { Fields, FieldValue } from '../../core/fields.ts';
import { type TrainingSetup as Setup, trainingFields } from '../../core/training-setup.ts';
import { editSetup, recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { FieldControl } from '../../ui/FieldControl.tsx';
import { FieldsForm } from '../../ui/FieldsForm.tsx';
import { AugmentationSetup } from './AugmentationSetup.tsx';
import { TeacherSetup } from './TeacherSetup.tsx';

const { optimizer, learningRate, batchSize, epochs, weightDecay, seed, ...rest } = trainingFields;
const basics = { optimizer, learningRate, batchSize, epochs };
const others: Fields = Object.fromEntries(
  Object.entries(rest).filter(([name]) => !Object.hasOwn(augmentationFields, name)),
);

/** How the next run trains. */
export function TrainingSetup() {
  const setup = useStore(recipeStore, (recipe) => recipe.setup);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const more = setup.optimizer === 'adamw' ? { weightDecay, ...others } : others;
  return (
    <details className="TrainingSetup">
      <summary>Setup</summary>
      <div className="TrainingSetup-body">
        {isTraining && <p className="small">Changes here are for the next run.</p>}
        <FieldsForm fields={basics} values={setup} onChange={change} />
        <details>
          <summary>More</summary>
          <div className="TrainingSetup-body">
            <FieldsForm fields={more} values={setup} onChange={change} />
            <div className="TrainingSetup-seed">
              <FieldControl
                field={seed}
                value={setup.seed}
                onChange={(value) => change('seed', value)}
              />
              <button
                type="button"
                className="button icon"
                aria-label="Another seed"
                title="Another seed"
                onClick={() => change('seed', randomSeed())}
              >
                <Dices aria-hidden />
              </button>
            </div>
          </div>
        </details>
        <AugmentationSetup setup={setup} onChange={change} />
        <TeacherSetup />
      </div>
    </details>
  );
}

const change = (name: string, value: FieldValue): void =>
  editSetup({ [name]: value } as Partial<Setup>); // the form gives each field its own type

/** Short enough to say aloud. */
const randomSeed = (): number => 1 + ((crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) % 9999);
