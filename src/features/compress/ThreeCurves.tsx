import { useEffect } from 'react';
import { useStore } from 'zustand';
import { loadCurves } from '../../actions/run-curves.ts';
import type { RunCurves, RunRecord } from '../../core/run.ts';
import { curvesStore } from '../../stores/curves.ts';
import { formatPercent } from '../../ui/format.ts';
import { accuracyTicks, epochTicks } from './curve-ticks.ts';
import { Lines } from './Lines.tsx';
import type { Class } from './student.ts';

/** Validation accuracy epoch by epoch of teacher, student and control. */
export function ThreeCurves({ student, teacher, control }: Class) {
  const stored = useStore(curvesStore);
  useEffect(() => {
    for (const run of [student, teacher, control]) if (run !== null) void loadCurves(run.id);
  }, [student, teacher, control]);
  const named = [
    { name: 'teacher', color: 'var(--ink)', dash: '6 3', run: teacher },
    { name: 'control, no teacher', color: 'var(--muted)', dash: '2 2', run: control },
    { name: 'student', color: 'var(--variant)', run: student },
  ].flatMap(({ run, ...look }) =>
    run === null ? [] : [{ ...look, points: pointsOf(run, stored[run.id]) }],
  );
  const curves = named.filter(({ points }) => points.length > 0);
  const ends = curves.map(({ points }) => points.at(-1) ?? { x: 0, y: 0 });
  const ticks = accuracyTicks(ends.map(({ y }) => y));
  const epochs = Math.max(1, ...ends.map(({ x }) => x));
  return (
    <Lines
      label={`Validation accuracy by epoch, at the end: ${curves
        .map(({ name }, place) => `${name} ${formatPercent(ends[place]?.y ?? 0)}`)
        .join(', ')}`}
      curves={curves}
      x={{ label: 'epochs', domain: [0, epochs], ticks: epochTicks(epochs), format: String }}
      y={{
        ...{ label: 'validation accuracy', domain: [ticks[0] ?? 0, 1], ticks },
        format: (share) => formatPercent(share, 0),
      }}
    />
  );
}

/** Every validation of a run; only those at the ends of its epochs where its curves are not at hand. */
function pointsOf({ epochs, recipe: { setup } }: RunRecord, curves: RunCurves | null | undefined) {
  const stepsPerEpoch = Math.ceil(setup.trainingImages / setup.batchSize);
  const validations =
    curves?.validations ?? epochs.map(({ step, validation }) => ({ step, ...validation }));
  return validations.map(({ step, correct, n }) => ({ x: step / stepsPerEpoch, y: correct / n }));
}
