import './CompareRuns.css';
import { lazy, Suspense } from 'react';
import { answeredTest } from '../../actions/answered-test.ts';
import { readTestPixels } from '../../actions/read-images.ts';
import { pairedTest } from '../../core/compare-runs.ts';
import { describeChanges } from '../../core/describe.ts';
import type { AnsweredTest, RunRecord } from '../../core/run.ts';
import { FlippedDigits } from '../../ui/FlippedDigits.tsx';
import { TestedPair } from '../../ui/TestedPair.tsx';
import { CurveKey } from './CurveKey.tsx';
import { type MetricName, metricOf } from './metrics.ts';
import { figureInWords, recipeInWords } from './run-words.ts';

const OverlaidCurves = lazy(() =>
  import('./OverlaidCurves.tsx').then((module) => ({ default: module.OverlaidCurves })),
);

/** More would be no comparison but a list. */
export const mostCompared = 8;

const compared: readonly MetricName[] = [
  ...(['validationAccuracy', 'testAccuracy', 'gap', 'parameters', 'fileBytes', 'macs'] as const),
  ...(['p50Ms', 'trainingSeconds', 'imagesPerSecond', 'calibrationError'] as const),
];

/** Two runs or more, side by side: what their recipes differ in, their figures, their curves, and the digits they disagree on. */
export function CompareRuns({ runs }: { readonly runs: readonly RunRecord[] }) {
  const [first] = runs;
  if (first === undefined) return null;
  return (
    <section className="CompareRuns" aria-label="The picked runs compared">
      <h3>{runs.length} runs compared</h3>
      <Suspense fallback={<p className="small">Loading the curves …</p>}>
        <OverlaidCurves runs={runs} />
      </Suspense>
      <div className="CompareRuns-scroll">
        <table>
          <caption className="visually-hidden">Recipes and figures of the picked runs</caption>
          <thead>
            <tr>
              <td />
              {runs.map((run, place) => (
                <th key={run.id} scope="col">
                  <CurveKey place={place} /> {run.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Recipe</th>
              {runs.map((run) => (
                <td key={run.id} className="words">
                  {run === first ? recipeInWords(run) : <Changes from={first} to={run} />}
                </td>
              ))}
            </tr>
            {compared.map((name) => (
              <FigureRow key={name} name={name} runs={runs} />
            ))}
            <tr>
              <th scope="row">
                Test digits, against {first.name}
                <span className="small">exact McNemar, two-sided, the same 10,000 images</span>
              </th>
              {runs.map((run) => (
                <td key={run.id} className="words">
                  {run === first ? '–' : <Disagreement first={first} other={run} />}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <Disagreed runs={runs} />
    </section>
  );
}

/** The digits that two runs answer differently; of more, the first and the last. */
function Disagreed({ runs }: { readonly runs: readonly RunRecord[] }) {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first?.test || !last?.test || first === last) return null;
  return (
    <TestedPair before={first} after={last} read={answeredTest}>
      {(before, after) => (
        <FlippedDigits
          key={`${first.id} ${last.id}`}
          {...{ before, after }}
          readPixels={readTestPixels}
          words={[first.name, last.name]}
        />
      )}
    </TestedPair>
  );
}

function Changes({ from, to }: { readonly from: RunRecord; readonly to: RunRecord }) {
  const changes = describeChanges(from.recipe, to.recipe);
  if (changes.length === 0) return recipeInWords(to);
  return changes.map((change) => <div key={change}>{change}</div>);
}

/** The best of a row stands out, unless the test set would choose it. */
function FigureRow({
  name,
  runs,
}: {
  readonly name: MetricName;
  readonly runs: readonly RunRecord[];
}) {
  const metric = metricOf(name);
  const values = runs.map((run) => metric.of(run)).filter((value) => value !== null);
  if (values.length === 0) return null;
  const best = metric.better === 'less' ? Math.min(...values) : Math.max(...values);
  const hasBest = metric.isOfTestSet !== true && values.some((value) => value !== best);
  return (
    <tr>
      <th scope="row">{metric.label}</th>
      {runs.map((run) => (
        <td key={run.id}>
          {hasBest && metric.of(run) === best ? (
            <strong>{figureInWords(run, name)}</strong>
          ) : (
            figureInWords(run, name)
          )}
        </td>
      ))}
    </tr>
  );
}

function Disagreement({ first, other }: Readonly<Record<'first' | 'other', RunRecord>>) {
  if (first.test === null || other.test === null) return 'not tested';
  return (
    <TestedPair before={first} after={other} read={answeredTest}>
      {disagreementInWords}
    </TestedPair>
  );
}

function disagreementInWords(first: AnsweredTest, other: AnsweredTest): string {
  const { lost, won, otherwise, p } = pairedTest(first, other);
  const chance = p < 0.05 ? 'more than chance' : 'chance could do that';
  return `${lost + won + otherwise} answered otherwise: ${lost} lost, ${won} won, p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`} (${chance})`;
}
