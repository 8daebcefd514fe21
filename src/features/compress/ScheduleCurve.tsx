import { useStore } from 'zustand';
import { scheduleOf, sparsityAt } from '../../core/pruning-schedule.ts';
import { stepsOf } from '../../core/recipe.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';

const width = 300;
const height = 90;
const points = 150;

/** The share of zeros over the fine-tuning steps, and where a pruning that runs is on it. */
export function ScheduleCurve({ params }: { readonly params: TechniqueParams<'prune'> }) {
  const { trainingImages, batchSize } = useStore(recipeStore, ({ setup }) => setup);
  const step = useStore(runsStore, ({ active }) =>
    active !== null && stepsOf(active.recipe).at(-1)?.kind === 'prune' ? active.step : null,
  );
  const totalSteps = Math.ceil(trainingImages / batchSize) * params.epochs;
  if (totalSteps === 0 || params.schedule === 'one-shot') return null;
  const schedule = scheduleOf(params, totalSteps);
  const place = (at: number) => ({
    x: (width * at) / totalSteps,
    y: height * (1 - (at < schedule.begin ? 0 : sparsityAt(schedule, at))),
  });
  const line = Array.from({ length: points + 1 }, (_, index) => {
    const { x, y } = place((totalSteps * index) / points);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const now = step === null ? null : place(Math.min(step, totalSteps));
  return (
    <figure className="ScheduleCurve">
      <svg
        className="ScheduleCurve-plot"
        viewBox={`-5 -5 ${width + 10} ${height + 10}`}
        role="img"
        aria-label={`Zeros from ${formatPercent(schedule.initialSparsity, 0)} at step ${schedule.begin} to ${formatPercent(schedule.sparsity, 0)} at step ${schedule.end} of ${totalSteps}`}
      >
        <path className="frame" d={`M0 0V${height}H${width}`} />
        <polyline points={line.join(' ')} />
        {now !== null && <circle cx={now.x} cy={now.y} r={4.5} />}
      </svg>
      <figcaption className="small">
        {formatPercent(schedule.sparsity, 0)} zeros from step {formatInteger(schedule.end)} of{' '}
        {formatInteger(totalSteps)} on
        {step !== null && ` · now at step ${formatInteger(step)}`}
      </figcaption>
    </figure>
  );
}
