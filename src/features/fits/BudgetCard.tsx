import { Pencil, Trash2 } from 'lucide-react';
import { type Budget, judgeBudget, type LimitCheck, type NetworkCost } from '../../core/budgets.ts';
import { withoutZeros } from '../../ui/format.ts';
import { decisionInWords, isBeyond, latencyNote, limitWords, verdictWords } from './fit-words.ts';

interface BudgetCardProps {
  readonly budget: Budget;
  readonly cost: NetworkCost;
  readonly isEstimate: boolean;
  /** Null for a budget that is not one's own. */
  readonly onEdit: (() => void) | null;
  readonly onDelete: () => void;
}

/** One place of deployment: the verdict, what decides it, every limit with what the network takes of it. */
export function BudgetCard({ budget, cost, isEstimate, onEdit, onDelete }: BudgetCardProps) {
  const verdict = judgeBudget(budget, cost);
  const { label, source, assumption } = budget;
  const kind = verdict.fits === null ? 'open' : verdict.fits ? 'within' : 'beyond';
  return (
    <article className="fits-card" aria-label={label}>
      <header className="row">
        <h3>{label}</h3>
        {onEdit !== null && (
          <span className="row end">
            <button
              type="button"
              className="button quiet icon"
              aria-label={`Edit ${label}`}
              onClick={onEdit}
            >
              <Pencil aria-hidden />
            </button>
            <button
              type="button"
              className="button quiet icon"
              aria-label={`Delete ${label}`}
              onClick={onDelete}
            >
              <Trash2 aria-hidden />
            </button>
          </span>
        )}
      </header>
      <p>
        <strong className={`fits-verdict ${kind}`}>{verdictWords(verdict)}</strong>
        {isEstimate && <span className="small"> estimate</span>}
      </p>
      <p className="small">{decisionInWords(verdict)}</p>
      <dl>
        {verdict.checks.map((check) => (
          <Check
            key={check.name}
            check={check}
            note={check.name === 'latencyMs' ? latencyNote(cost.p50Ms, budget.slowdown) : null}
          />
        ))}
      </dl>
      {source !== undefined && <p className="small">{source}</p>}
      {assumption !== undefined && (
        <p className="small">
          <em>Assumed:</em> {assumption}
        </p>
      )}
    </article>
  );
}

/** A bar up to the limit, full where there is more. */
function Check({ check, note }: { readonly check: LimitCheck; readonly note: string | null }) {
  const { label, format } = limitWords[check.name];
  const { amount, limit, share } = check;
  return (
    <div className={isBeyond(check) ? 'fits-check beyond' : 'fits-check'}>
      <dt>{label}</dt>
      <dd>
        {amount === null ? '–' : format(amount)}{' '}
        <span className="small">of {withoutZeros(format(limit))}</span>
      </dd>
      <dd className="fits-under small">
        <span className="fits-bar" aria-hidden>
          <span style={{ width: `${100 * Math.min(1, share ?? 0)}%` }} />
        </span>
        {note}
      </dd>
    </div>
  );
}
