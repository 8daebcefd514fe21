import { type Budget, maxOwnBudgets } from '../core/budgets.ts';
import { budgetsStore } from '../stores/budgets.ts';

/** Adds own budgets, each in the place of one of the same name; those beyond the most that there may be are left out. */
export function addBudgets(added: readonly Budget[]): void {
  const { own } = budgetsStore.getState();
  const next = added.reduce(withBudget, own).slice(0, maxOwnBudgets);
  if (JSON.stringify(next) !== JSON.stringify(own)) budgetsStore.setState({ own: next });
}

const withBudget = (own: readonly Budget[], budget: Budget): readonly Budget[] =>
  own.some(({ label }) => label === budget.label)
    ? own.map((other) => (other.label === budget.label ? budget : other))
    : [...own, budget];

/** Puts a budget in the place of the one of this name, which it may change. */
export function editBudget(label: string, budget: Budget): void {
  budgetsStore.setState(({ own }) => ({
    own: own
      .filter((other) => other.label === label || other.label !== budget.label)
      .map((other) => (other.label === label ? budget : other)),
  }));
}

export function removeBudget(label: string): void {
  budgetsStore.setState(({ own }) => ({ own: own.filter((budget) => budget.label !== label) }));
}
