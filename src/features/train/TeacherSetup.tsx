import './TeacherSetup.css';
import { useState } from 'react';
import { useStore } from 'zustand';
import { openRecipe } from '../../actions/address.ts';
import { chooseTeacher, editDistillation, teacherRun } from '../../actions/teacher.ts';
import { type DistillationParams, distillationFields } from '../../core/distillation.ts';
import type { FieldValue } from '../../core/fields.ts';
import type { Distillation } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import { pageRecipeOf, recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { changeSettings, settingsStore } from '../../stores/settings.ts';
import { FieldsForm } from '../../ui/FieldsForm.tsx';
import { formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { SoftenedAnswers } from './SoftenedAnswers.tsx';

/** Whose answers the network on the page learns from, beside the labels. */
export function TeacherSetup() {
  const distillation = useStore(recipeStore, (recipe) => recipe.distillation);
  const runs = useStore(runsStore, (state) => state.runs);
  const [isOpen, setIsOpen] = useState(false);
  const teacher = distillation && teacherRun(distillation, runs);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>
        Teacher{distillation !== null && `: ${teacher?.name ?? 'not among your runs'}`}
      </summary>
      {isOpen && (
        <div className="TrainingSetup-body">
          <p className="small">
            Distillation: this network, the student, learns to give a finished run's answers, with
            all their doubts, and not only the right digit.
          </p>
          <TeacherSelect runs={runs} teacher={teacher} isChosen={distillation !== null} />
          {distillation !== null && <Details distillation={distillation} teacher={teacher} />}
        </div>
      )}
    </details>
  );
}

interface TeacherSelectProps {
  readonly runs: readonly RunRecord[];
  readonly teacher: RunRecord | null;
  readonly isChosen: boolean;
}

function TeacherSelect({ runs, teacher, isChosen }: TeacherSelectProps) {
  const able = runs.filter(({ test }) => test !== null);
  return (
    <label className="TeacherSetup-select">
      Teacher
      <select
        className="input"
        value={teacher?.id ?? ''}
        onChange={({ target }) => chooseTeacher(able.find(({ id }) => id === target.value) ?? null)}
      >
        <option value="">{isChosen && teacher === null ? 'Not among your runs' : 'None'}</option>
        {able.toReversed().map((run) => (
          <option key={run.id} value={run.id}>
            {run.name}, validation {formatPercent(run.validation.correct / run.validation.n, 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DetailsProps {
  readonly distillation: Distillation;
  readonly teacher: RunRecord | null;
}

function Details({ distillation, teacher }: DetailsProps) {
  const { params } = distillation;
  const withControl = useStore(settingsStore, (settings) => settings.withControl);
  const { temperature, ...others } = distillationFields;
  return (
    <>
      {teacher === null && <MissingTeacher distillation={distillation} />}
      <FieldsForm
        fields={params.loss === 'kl' ? distillationFields : others}
        values={params}
        onChange={change}
      />
      {teacher !== null && (
        <SoftenedAnswers
          key={teacher.id}
          teacherId={teacher.id}
          temperature={params.loss === 'kl' ? params.temperature : 1}
        />
      )}
      <label className="row small">
        <input
          type="checkbox"
          checked={withControl}
          onChange={({ target }) => changeSettings({ withControl: target.checked })}
        />
        Then train a control: the same network, seed and steps without the teacher
      </label>
    </>
  );
}

function MissingTeacher({ distillation }: { readonly distillation: Distillation }) {
  return (
    <Notice>
      The teacher that this network is to learn from is not among your runs. Open its recipe, train
      it, and come back here with the browser's back button.
      <button
        type="button"
        className="button"
        onClick={() => openRecipe(pageRecipeOf(distillation.teacher))}
      >
        Open the teacher's recipe
      </button>
    </Notice>
  );
}

const change = (name: string, value: FieldValue): void =>
  editDistillation({ [name]: value } as Partial<DistillationParams>); // the form gives each field its own type
