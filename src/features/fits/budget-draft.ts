import type { Budget } from '../../core/budgets.ts';

/** What is typed, in the units that people think in. */
export interface BudgetDraft {
  readonly label: string;
  readonly storedBytes: string;
  readonly activationBytes: string;
  readonly latencyMs: string;
  readonly slowdown: string;
}

type NumberName = Exclude<keyof BudgetDraft, 'label'>;

interface NumberRow {
  readonly name: NumberName;
  readonly label: string;
  readonly unit: string;
}

export const numberRows: readonly NumberRow[] = [
  { name: 'storedBytes', label: 'Stored bytes, at most', unit: 'KB; empty: no limit' },
  { name: 'activationBytes', label: 'Peak activations, at most', unit: 'KB; empty: no limit' },
  { name: 'latencyMs', label: 'Latency, at most', unit: 'ms for one image; empty: no limit' },
  { name: 'slowdown', label: 'Slower than here', unit: '× as long for one image' },
];

const bytesPerKb = 1000;

/** A budget in the form, or an empty form. */
export function draftOf(budget: Budget | null): BudgetDraft {
  const inKb = (bytes: number | null) => textOf(bytes === null ? null : bytes / bytesPerKb);
  return {
    label: budget?.label ?? '',
    storedBytes: inKb(budget?.storedBytes ?? null),
    activationBytes: inKb(budget?.activationBytes ?? null),
    latencyMs: textOf(budget?.latencyMs ?? null),
    slowdown: textOf(budget?.slowdown ?? 1),
  };
}

const textOf = (value: number | null): string => (value === null ? '' : String(value));

/** What the form says; numbers that are none are NaN, which no budget may have. */
export function readDraft(draft: BudgetDraft): Budget {
  const numberOf = (name: NumberName): number | null => {
    const text = draft[name].trim().replace(',', '.');
    return text === '' ? null : Number(text);
  };
  const bytesOf = (name: NumberName): number | null => {
    const kb = numberOf(name);
    return kb === null ? null : Math.round(kb * bytesPerKb);
  };
  return {
    label: draft.label,
    storedBytes: bytesOf('storedBytes'),
    activationBytes: bytesOf('activationBytes'),
    latencyMs: numberOf('latencyMs'),
    slowdown: numberOf('slowdown') ?? 1,
  };
}
