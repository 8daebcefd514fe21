import { useState } from 'react';
import { type MetricName, metricNames } from './metrics.ts';

const storageKey = 'sizewise.run-columns';
const firstColumns: readonly MetricName[] = [
  'validationAccuracy',
  'testAccuracy',
  'parameters',
  'fileBytes',
  'p50Ms',
  'trainingSeconds',
];

/** The chosen columns of the table, kept for the next visit. */
export function useColumns() {
  const [columns, setColumns] = useState(readColumns);
  const change = (next: readonly MetricName[]) => {
    setColumns(next);
    try {
      localStorage.setItem(storageKey, JSON.stringify(next));
    } catch {
      // Private mode or a full disk: they hold for this visit.
    }
  };
  return [columns, change] as const;
}

function readColumns(): readonly MetricName[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    return Array.isArray(stored)
      ? metricNames.filter((name) => stored.includes(name))
      : firstColumns;
  } catch {
    return firstColumns;
  }
}
