import { inspectQuantization } from '../../actions/inspect-weights.ts';
import { lineageOf } from '../../core/lineage.ts';
import { stepsOf } from '../../core/recipe.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import type {
  NamedRange,
  QuantizationReport,
  TensorReport,
} from '../../protocol/quantization-report.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { TestedRun } from './comparison.ts';
import { HistogramPair } from './HistogramPair.tsx';
import { useAnswer } from './use-answer.ts';

interface Quantization {
  /** The float run that was quantized. */
  readonly floatId: string;
  readonly params: TechniqueParams<'quantize'>;
}

/** The quantization among a variant's steps, and what it was applied to; null where there is none. */
export function quantizationOf(variant: TestedRun): Quantization | null {
  const steps = stepsOf(variant.recipe);
  const place = steps.findIndex(({ kind }) => kind === 'quantize');
  const step = steps[place];
  const float = lineageOf(variant, runsStore.getState().runs)[steps.length - place];
  if (step?.kind !== 'quantize' || float === undefined) return null;
  return { floatId: float.id, params: step.params };
}

/** What rounding did: each tensor's scale and error, each activation's number line, each layer's share of the damage. */
export function QuantizationPictures({ floatId, params }: Quantization) {
  const { answer, isAsking, problem, start } = useAnswer(() =>
    inspectQuantization(floatId, params),
  );
  return (
    <section className="WeightPictures">
      <h3>Inside the quantization</h3>
      {answer === null && (
        <>
          <p className="small">
            Scale and zero point of every tensor, how much of its signal is lost, and which layer
            hurts most when it is quantized alone.
          </p>
          <button type="button" className="button" disabled={isAsking} onClick={start}>
            {isAsking ? 'Quantizing layer by layer…' : 'Show the rounding'}
          </button>
        </>
      )}
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      {answer !== null && <Report report={answer} />}
    </section>
  );
}

function Report({ report }: { readonly report: QuantizationReport }) {
  const { tensors, ranges, sensitivities, floats } = report;
  const drops = sensitivities.map(({ name, validation }) => ({
    name,
    drop: floats.correct / floats.n - validation.correct / validation.n,
  }));
  const most = Math.max(0.001, ...drops.map(({ drop }) => Math.abs(drop)));
  return (
    <>
      <h4>Quantized alone: points of validation accuracy lost</h4>
      <ul className="Sensitivity">
        {drops.map(({ name, drop }) => (
          <li key={name}>
            <span>{name}</span>
            <span className="bar" aria-hidden>
              <span
                className={drop < 0 ? 'won' : 'lost'}
                style={{ width: `${(100 * Math.abs(drop)) / most}%` }}
              />
            </span>
            <span>{(100 * drop).toFixed(2)}</span>
          </li>
        ))}
      </ul>
      <p className="small">
        Of {floats.n} validation images; all layers together:{' '}
        {formatPercent(report.quantized.correct / report.quantized.n, 2)}, floats{' '}
        {formatPercent(floats.correct / floats.n, 2)}.
      </p>
      {ranges !== null && <NumberLines ranges={ranges} />}
      <ul aria-label="Quantized tensors">
        {tensors.filter(({ codes }) => codes !== null).map(tensorItem)}
      </ul>
    </>
  );
}

const tensorItem = ({ name, bits, scales, sqnrDb, histogram }: TensorReport) => (
  <li key={name}>
    <h4>{name}</h4>
    <p className="small">
      {bits} bits · {scales.length === 1 ? 'one scale' : `${scales.length} scales`},{' '}
      {(scales[0] ?? 0).toPrecision(3)}
      {scales.length > 1 && ' for the first'} · zero point 0
      {sqnrDb !== null && ` · signal to noise ${sqnrDb.toFixed(1)} dB`}
    </p>
    {bits < 32 && (
      <HistogramPair
        label={`Values of ${name}`}
        before={{ ...histogram, counts: histogram.before }}
        after={{ ...histogram, counts: histogram.after }}
      />
    )}
  </li>
);

interface NumberLinesProps {
  readonly ranges: readonly NamedRange[];
}

/** Which real numbers the codes −128 to 127 of each activation stand for, and where its zero is. */
function NumberLines({ ranges }: NumberLinesProps) {
  return (
    <>
      <h4>Number lines of the activations: codes −128 to 127</h4>
      <ul className="NumberLines">
        {ranges.map(({ name, scale, zeroPoint }) => (
          <li key={name}>
            <span>{name}</span>
            <span className="line" aria-hidden>
              <span style={{ left: `${(100 * (zeroPoint + 128)) / 255}%` }} />
            </span>
            <span className="small">
              {(scale * (-128 - zeroPoint)).toFixed(2)} to {(scale * (127 - zeroPoint)).toFixed(2)},
              steps of {scale.toPrecision(3)}, zero at {zeroPoint}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
