import {
  type Budget,
  budgetProblem,
  limitNames,
  maxBudgetLabel,
  maxOwnBudgets,
} from '../core/budgets.ts';
import { plainText } from '../core/plain-text.ts';
import { decodeNumber, decodeText, encodeNumber, encodeText, seal, unseal } from './sealed.ts';

/** Twelve labels of forty characters of four bytes, with their numbers. */
const mostCharacters = 4096;
const itemsOfBudget = 5;

/** The `b` of a link: own budgets, each its label, its three limits and its slowdown. */
export const encodeBudgets = (budgets: readonly Budget[]): string =>
  seal(
    budgets
      .flatMap((budget) => [
        encodeText(budget.label),
        ...limitNames.map((name) => encodeNumber(budget[name])),
        encodeNumber(budget.slowdown),
      ])
      .join('.'),
  );

/** Reads the `b` of a link, from anywhere; null for anything that is not all own budgets within their bounds. */
export function decodeBudgets(text: string): readonly Budget[] | null {
  const items = unseal(text, mostCharacters)?.split('.') ?? [];
  const count = items.length / itemsOfBudget;
  if (count === 0 || !Number.isInteger(count) || count > maxOwnBudgets) return null;
  const budgets = Array.from({ length: count }, (_, place) =>
    decodeBudget(items.slice(place * itemsOfBudget, (place + 1) * itemsOfBudget)),
  ).filter((budget) => budget !== null);
  const labels = new Set(budgets.map(({ label }) => label));
  return labels.size === count ? budgets : null;
}

function decodeBudget([label = '', ...numbers]: readonly string[]): Budget | null {
  const [storedBytes, activationBytes, latencyMs, slowdown] = numbers.map(decodeNumber);
  if (storedBytes === undefined || activationBytes === undefined) return null;
  if (latencyMs === undefined || slowdown === undefined || slowdown === null) return null;
  const text = plainText(decodeText(label) ?? '', maxBudgetLabel);
  const budget = { label: text, storedBytes, activationBytes, latencyMs, slowdown };
  return budgetProblem(budget) === null ? budget : null;
}
