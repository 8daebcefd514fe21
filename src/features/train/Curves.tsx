import './Curves.css';
import { lazy, memo, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { runsStore } from '../../stores/runs.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';
import { useTheme } from '../../ui/use-theme.ts';
import { accuracyFloor, lastStepShown, lossRange } from './axes.ts';
import type { ChartView } from './chart-options.ts';
import { curveData } from './curve-data.ts';
import { EpochTable } from './EpochTable.tsx';
import { formatLoss, unknown } from './figures.ts';
import { accuracyOf, type ShownRun, smoothingSteps } from './shown-run.ts';
import { useShownRun } from './use-shown-run.ts';

const CurveChart = lazy(() =>
  import('./CurveChart.tsx').then(({ CurveChart: component }) => ({ default: component })),
);

/** More than the pixels of a wide chart: thinning then cannot be seen. */
const maxPoints = 600;

/** Learning curves of the run that trains, else of the selected one, and their epochs as a table. */
export function Curves() {
  const run = useShownRun();
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  if (run === null || run.stepLosses.length === 0)
    return <EmptyCurves words={emptyWords(run, isTraining)} />;
  return (
    <div className="Curves">
      <CurvesLegend smoothing={smoothingSteps(run.stepsPerEpoch)} />
      <AccuracyCurves run={run} />
      <LossCurves run={run} />
      <EpochTable epochs={run.epochs} />
    </div>
  );
}

/** Null while a frame stands for curves that will come. A variant may come to be without a step: nothing to wait for. */
function emptyWords(run: ShownRun | null, isTraining: boolean): string | null {
  if (run === null || isTraining || run.curves === 'reading') return null;
  return run.curves === 'gone'
    ? 'The learning curves of this run are no longer kept: its recipe makes them again.'
    : 'This network was opened from a file, or made from another without a training step: it has no learning curves of its own.';
}

function EmptyCurves({ words }: { readonly words: string | null }) {
  return (
    <div className="Curves">
      <p className={words === null ? 'Curves-empty' : 'small'}>
        {words ?? 'The learning curves appear here with the first step.'}
      </p>
    </div>
  );
}

const CurvesLegend = memo(function CurvesLegend({ smoothing }: { readonly smoothing: number }) {
  return (
    <ul className="Curves-legend">
      <li className="Curves-key training">
        training{smoothing > 1 && `, mean of ${smoothing} batches`}
      </li>
      <li className="Curves-key batch">every batch</li>
      <li className="Curves-key validation">validation</li>
      <li className="Curves-key gap">gap</li>
    </ul>
  );
});

interface RunProps {
  readonly run: ShownRun;
}

function AccuracyCurves({ run }: RunProps) {
  const { validations, stepAccuracies } = run;
  const measured = useMemo(
    () => validations.map((point) => ({ step: point.step, value: accuracyOf(point) })),
    [validations],
  );
  const data = useCurveData(run, stepAccuracies, measured);
  const axes = useStepAxis(run);
  const view: ChartView = useMemo(
    () => ({ kind: 'accuracy', isLog: false, data, ...axes, yRange: [accuracyFloor(data), 1] }),
    [data, axes],
  );
  return <Chart title="Accuracy" view={view} format={formatPercent} />;
}

function LossCurves({ run }: RunProps) {
  const [isLog, setIsLog] = useState(true);
  const { validations, stepLosses } = run;
  const measured = useMemo(
    () => validations.map(({ step, loss }) => ({ step, value: loss })),
    [validations],
  );
  const data = useCurveData(run, stepLosses, measured);
  const axes = useStepAxis(run);
  const view: ChartView = useMemo(
    () => ({ kind: 'loss', isLog, data, ...axes, yRange: lossRange(data, isLog) }),
    [data, axes, isLog],
  );
  return (
    <Chart title="Loss" view={view} format={formatLoss}>
      <label className="Curves-log">
        <input
          type="checkbox"
          checked={isLog}
          onChange={(event) => setIsLog(event.target.checked)}
        />
        log scale
      </label>
    </Chart>
  );
}

function useCurveData(
  run: ShownRun,
  series: ShownRun['stepLosses'],
  measured: Parameters<typeof curveData>[1],
) {
  const { stepsPerEpoch, step } = run;
  const stepsBefore = step - series.length;
  return useMemo(
    () =>
      curveData(series, measured, {
        stepsBefore,
        smoothing: smoothingSteps(stepsPerEpoch),
        maxPoints,
      }),
    [series, measured, stepsBefore, stepsPerEpoch],
  );
}

/** The range of steps and where its epochs end. */
function useStepAxis({ step, totalSteps, stepsPerEpoch, stepLosses, epochs }: ShownRun) {
  const stepsBefore = step - stepLosses.length;
  const last = lastStepShown({ stepsBefore, step, totalSteps }, Math.max(1, stepsPerEpoch));
  return useMemo(
    () => ({ xRange: [stepsBefore, last] as const, epochEnds: epochs.map((epoch) => epoch.step) }),
    [stepsBefore, last, epochs],
  );
}

interface ChartProps {
  readonly title: string;
  readonly view: ChartView;
  readonly format: (value: number) => string;
  readonly children?: ReactNode;
}

function Chart({ title, view, format, children }: ChartProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const theme = useTheme();
  const { data } = view;
  const latest = data.steps.length - 1;
  return (
    <figure className={`Curves-chart ${view.kind}`}>
      <figcaption className="Curves-caption">
        <span className="Curves-title">{title}</span>
        {hovered !== null && hovered <= latest && (
          <span className="Curves-readout">{wordsAt(view, hovered, format)}</span>
        )}
        {children}
      </figcaption>
      <div
        className="Curves-canvas"
        role="img"
        aria-label={`${title} by step. ${wordsAt(view, latest, format)}. Each epoch stands in the table below.`}
      >
        <Suspense fallback={null}>
          <CurveChart key={theme} view={view} onHover={setHovered} />
        </Suspense>
      </div>
    </figure>
  );
}

function wordsAt({ data }: ChartView, index: number, format: (value: number) => string): string {
  const say = (value: number | null | undefined) =>
    value === null || value === undefined ? unknown : format(value);
  return [
    `step ${formatInteger(data.steps[index] ?? 0)}`,
    `training ${say(data.training[index])}`,
    `validation ${say(data.validation[index])}`,
  ].join(' · ');
}
