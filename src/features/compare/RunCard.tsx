import { accuracyInWords } from '../../ui/format.ts';
import { metricOf } from './metrics.ts';
import { NetworkPicture } from './NetworkPicture.tsx';
import type { Inspected } from './RunMarks.tsx';
import type { ChartChoice } from './run-points.ts';
import { figureInWords, recipeInWords } from './run-words.ts';

interface RunCardProps {
  readonly inspected: Inspected;
  readonly choice: ChartChoice;
}

/** What the run under the pointer is, beside its mark. */
export function RunCard({ inspected: { point, x, y }, choice }: RunCardProps) {
  const { run } = point;
  const others = [choice.y, choice.x].filter((name) => !name.endsWith('Accuracy'));
  return (
    <div
      className={y > 150 ? 'runs-card above' : 'runs-card'}
      style={{ left: `clamp(7.5rem, ${x}px, calc(100% - 7.5rem))`, top: y }}
    >
      <strong>{run.name}</strong>
      <NetworkPicture architecture={run.recipe.architecture} />
      <span>{recipeInWords(run)}</span>
      <span>validation {accuracyInWords(run.validation)}</span>
      {run.test !== null && <span>test {accuracyInWords(run.test)}</span>}
      {others.map((name) => (
        <span key={name}>
          {metricOf(name).label} {figureInWords(run, name)}
        </span>
      ))}
    </div>
  );
}
