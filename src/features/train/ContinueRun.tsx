import './ContinueRun.css';
import { FastForward } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { continueRun } from '../../actions/start-training.ts';
import { accepts } from '../../core/fields.ts';
import { isVariant } from '../../core/lineage.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';

const { epochs: epochsField } = trainingFields;

/** More epochs for the selected run, from where it stopped, as a run of its own; a variant is trained on by its bench. */
export function ContinueRun() {
  const run = useStore(runsStore, selectedRun);
  const [typed, setTyped] = useState('1');
  if (run === null || run.status === 'diverged' || isVariant(run)) return null;
  const epochs = Number(typed);
  const isValid = accepts(epochsField, epochs);
  return (
    <form
      className="ContinueRun row"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) continueRun(run, epochs);
      }}
    >
      <button type="submit" className="button" disabled={!isValid}>
        <FastForward aria-hidden /> Continue
      </button>
      <label className="row small">
        {run.name} for
        <input
          className="input ContinueRun-epochs"
          type="number"
          aria-label="More epochs"
          min={epochsField.min}
          max={epochsField.max}
          value={typed}
          aria-invalid={!isValid}
          onChange={(event) => setTyped(event.target.value)}
        />
        more {epochs === 1 ? 'epoch' : 'epochs'}
      </label>
      {!isValid && (
        <span className="ContinueRun-error" role="alert">
          A whole number from {epochsField.min} to {epochsField.max}
        </span>
      )}
    </form>
  );
}
