import './FitsView.css';
import { useState } from 'react';
import { useStore } from 'zustand';
import { addBudgets, editBudget, removeBudget } from '../../actions/budgets.ts';
import { type Budget, builtInBudgets, maxOwnBudgets } from '../../core/budgets.ts';
import { budgetsStore } from '../../stores/budgets.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { formatRuntime } from '../../ui/format.ts';
import { BudgetCard } from './BudgetCard.tsx';
import { BudgetForm } from './BudgetForm.tsx';
import { costOfRun, useBuiltCost } from './use-cost.ts';

/** Whether the network fits where it may have to live, and which number says so. */
export function FitsView() {
  const run = useStore(runsStore, selectedRun);
  const own = useStore(budgetsStore, (state) => state.own);
  const [isBuilt, setIsBuilt] = useState(false);
  const [formFor, setFormFor] = useState<Budget | 'new' | null>(null);
  const built = useBuiltCost();
  const cost = run === null || isBuilt ? built : costOfRun(run);
  const save = (budget: Budget) => {
    if (formFor !== null && formFor !== 'new') editBudget(formFor.label, budget);
    else addBudgets([budget]);
    setFormFor(null);
  };
  return (
    <div className="fits">
      <div className="row">
        <label className="row">
          Network
          <select
            className="input"
            value={run === null || isBuilt ? 'built' : 'run'}
            onChange={(event) => setIsBuilt(event.target.value === 'built')}
          >
            {run !== null && <option value="run">the selected run: {run.name}</option>}
            <option value="built">as built on the page, before training</option>
          </select>
        </label>
        <span className="small">
          {run === null || isBuilt
            ? 'An estimate: its file and activations are computed, its latency is the quick figure.'
            : `Counted and measured: ${run.latency === null ? 'latency not yet' : formatRuntime(run.latency.runtime)}.`}
        </span>
      </div>
      {cost === null ? (
        <p>The network on the page has a problem: put it right, and it is judged here.</p>
      ) : (
        <ul className="fits-cards">
          {[...builtInBudgets, ...own].map((budget) => (
            <li key={budget.label}>
              <BudgetCard
                budget={budget}
                cost={cost}
                isEstimate={run === null || isBuilt}
                onEdit={own.includes(budget) ? () => setFormFor(budget) : null}
                onDelete={() => removeBudget(budget.label)}
              />
            </li>
          ))}
        </ul>
      )}
      {formFor === null ? (
        <button
          type="button"
          className="button"
          disabled={own.length >= maxOwnBudgets}
          onClick={() => setFormFor('new')}
        >
          + Budget of your own
        </button>
      ) : (
        <BudgetForm
          key={formFor === 'new' ? '' : formFor.label}
          budget={formFor === 'new' ? null : formFor}
          taken={[...builtInBudgets, ...own]
            .filter((other) => other !== formFor)
            .map(({ label }) => label)}
          onSave={save}
          onCancel={() => setFormFor(null)}
        />
      )}
      <p className="small">
        Stored bytes are those of the file that Download gives. Peak activations are counted as
        float32, for one image. Latency is the median here times a factor: no substitute for a
        measurement there. Your own budgets are kept in this browser and travel in the link.
      </p>
    </div>
  );
}
