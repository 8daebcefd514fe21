import { lazy, Suspense, useState } from 'react';
import { fitFeatures } from '../../actions/double-descent.ts';
import { failureInWords } from '../../actions/engine.ts';
import type { FeatureFit } from '../../core/random-features.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

const FitChart = lazy(() =>
  import('./FitChart.tsx').then((module) => ({ default: module.FitChart })),
);

const sizes = [200, 500, 1000] as const;
const noises = [0, 0.1, 0.2] as const;
/** Position 0 is none; then powers of ten from 10⁻⁶ to 1. */
const ridgeOf = (position: number): number => (position === 0 ? 0 : 10 ** (position - 7));
const lastPosition = 7;

interface Curve {
  readonly trainingImages: number;
  readonly ridge: number;
  readonly fits: readonly FeatureFit[];
  readonly testImages: number;
}

/** Test error that falls, rises to a peak where the model can just fit its training images, and falls again. */
export function DoubleDescent() {
  const [trainingImages, setTrainingImages] = useState<number>(500);
  const [labelNoise, setLabelNoise] = useState<number>(0);
  const [position, setPosition] = useState(0);
  const [curve, setCurve] = useState<Curve | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ridge = ridgeOf(position);
  const run = async () => {
    const controller = new AbortController();
    setRunning(controller);
    setProblem(null);
    setCurve({ trainingImages, ridge, fits: [], testImages: 1000 });
    try {
      const input = { trainingImages, labelNoise, ridge, seed: 1 };
      const { fits, testImages } = await fitFeatures(input, {
        signal: controller.signal,
        onProgress: (fit) => setCurve((known) => known && { ...known, fits: [...known.fits, fit] }),
      });
      setCurve({ trainingImages, ridge, fits, testImages });
    } catch (error) {
      setProblem(failureInWords(error));
    }
    setRunning(null);
  };
  return (
    <section aria-label="Double descent">
      <h3>Double descent</h3>
      <p className="small">
        A model of random ReLU features is solved exactly (least squares, of all solutions the one
        of least norm) for {trainingImages} real digits. Small models cannot fit them all. With as
        many features as images a model can only just fit them, and pays with wild answers in
        between. Larger ones fit them with ease, and read new digits best of all. A ridge penalty
        flattens the peak.
      </p>
      <div className="row">
        <Choice
          label="Training images"
          value={trainingImages}
          options={sizes}
          format={formatInteger}
          onChange={setTrainingImages}
        />
        <Choice
          label="Wrong labels"
          value={labelNoise}
          options={noises}
          format={(noise) => formatPercent(noise, 0)}
          onChange={setLabelNoise}
        />
        <label className="row small">
          Ridge
          <input
            type="range"
            min={0}
            max={lastPosition}
            value={position}
            aria-valuetext={ridgeInWords(ridge)}
            onChange={(event) => setPosition(Number(event.target.value))}
          />
          <output>{ridgeInWords(ridge)}</output>
        </label>
        {running === null ? (
          <button type="button" className="button" onClick={() => void run()}>
            Draw the curve
          </button>
        ) : (
          <button type="button" className="button" onClick={() => running.abort()}>
            Stop
          </button>
        )}
      </div>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <Suspense fallback={<div className="FitChart" />}>
        <FitChart
          fits={curve?.fits ?? []}
          trainingImages={curve?.trainingImages ?? trainingImages}
          testImages={curve?.testImages ?? 1000}
        />
      </Suspense>
      {curve !== null && running === null && <p>{verdictInWords(curve)}</p>}
    </section>
  );
}

const ridgeInWords = (ridge: number): string => (ridge === 0 ? 'none' : `λ ${ridge}`);

/** Where the worst and the best size were. */
function verdictInWords({ fits, trainingImages, ridge, testImages }: Curve): string {
  const worst = fits.reduce<FeatureFit | null>(
    (found, fit) => (found === null || fit.testCorrect < found.testCorrect ? fit : found),
    null,
  );
  const last = fits.at(-1);
  if (worst === null || last === undefined) return '';
  const words = (fit: FeatureFit) =>
    `${formatInteger(fit.features)} features ${formatPercent(fit.testCorrect / testImages)}`;
  return `For ${trainingImages} images with ${ridge === 0 ? 'no ridge' : `a ridge of ${ridge}`}: worst ${words(worst)}, largest ${words(last)} of ${formatInteger(testImages)} test digits.`;
}

interface ChoiceProps {
  readonly label: string;
  readonly value: number;
  readonly options: readonly number[];
  readonly format: (value: number) => string;
  readonly onChange: (value: number) => void;
}

function Choice({ label, value, options, format, onChange }: ChoiceProps) {
  return (
    <label className="row small">
      {label}
      <select
        className="input"
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {format(option)}
          </option>
        ))}
      </select>
    </label>
  );
}
