import { type FormEvent, useId, useState } from 'react';
import { type Budget, budgetProblem, maxBudgetLabel } from '../../core/budgets.ts';
import { plainText } from '../../core/plain-text.ts';
import { draftOf, numberRows, readDraft } from './budget-draft.ts';

interface BudgetFormProps {
  /** Null for a new one. */
  readonly budget: Budget | null;
  /** Names that others have. */
  readonly taken: readonly string[];
  readonly onSave: (budget: Budget) => void;
  readonly onCancel: () => void;
}

/** An own budget as it is typed: an empty limit is none. */
export function BudgetForm({ budget, taken, onSave, onCancel }: BudgetFormProps) {
  const [draft, setDraft] = useState(() => draftOf(budget));
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const type = (name: string, text: string) => {
    setDraft({ ...draft, [name]: text });
    setProblem(null);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(draft);
    const label = plainText(read.label, maxBudgetLabel);
    const failure = taken.includes(label)
      ? 'Another budget has this name'
      : budgetProblem({ ...read, label });
    setProblem(failure);
    if (failure === null) onSave({ ...read, label });
  };
  return (
    <form className="fits-form" onSubmit={save} aria-label="A budget of your own">
      <label htmlFor={`${id}-label`}>Name</label>
      <input
        id={`${id}-label`}
        className="input"
        value={draft.label}
        maxLength={maxBudgetLabel}
        autoComplete="off"
        onChange={(event) => type('label', event.target.value)}
      />
      {numberRows.map(({ name, label, unit }) => (
        <NumberRow
          key={name}
          id={`${id}-${name}`}
          label={label}
          unit={unit}
          value={draft[name]}
          onType={(text) => type(name, text)}
        />
      ))}
      {problem !== null && (
        <p className="fits-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="row fits-buttons">
        <button type="submit" className="button">
          {budget === null ? 'Add' : 'Save'}
        </button>
        <button type="button" className="button quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface NumberRowProps {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly onType: (text: string) => void;
}

function NumberRow({ id, label, unit, value, onType }: NumberRowProps) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <span className="row">
        <input
          id={id}
          className="input"
          inputMode="decimal"
          value={value}
          autoComplete="off"
          onChange={(event) => onType(event.target.value)}
        />
        <span className="small">{unit}</span>
      </span>
    </>
  );
}
