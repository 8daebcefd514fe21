import { createStore } from 'zustand/vanilla';
import type { Budget } from '../core/budgets.ts';
import { decodeBudgets, encodeBudgets } from '../share/budget-code.ts';
import { keep, readKept } from './kept.ts';

const storageKey = 'sizewise.budgets';

interface BudgetsState {
  /** Own budgets, in the order in which they were made; labels are unique. */
  readonly own: readonly Budget[];
}

export const budgetsStore = createStore<BudgetsState>(() => ({
  own: decodeBudgets(readKept(storageKey) ?? '') ?? [],
}));

budgetsStore.subscribe(({ own }) => keep(storageKey, own.length === 0 ? null : encodeBudgets(own)));
