import './Reliability.css';
import { expectedCalibrationError } from '../../core/calibration.ts';
import type { CalibrationBin, TestResult } from '../../core/run.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';

const side = 220;
const pad = { left: 40, bottom: 24, top: 12, right: 18 };
const ticks = [0, 0.5, 1];
const x = (share: number) => pad.left + side * share;
const y = (share: number) => pad.top + side * (1 - share);

/** How sure the answers were, against how many of them were right: on the line where a network knows how much it knows. */
export function Reliability({ test }: { readonly test: TestResult }) {
  const { calibration } = test;
  if (calibration === undefined) return null;
  const bins = calibration.filter(({ count }) => count > 0);
  const error = formatPercent(expectedCalibrationError(calibration), 2);
  return (
    <section className="Reliability" aria-label="Reliability">
      <h3>How sure, and how right</h3>
      <svg
        viewBox={`0 0 ${side + pad.left + pad.right} ${side + pad.top + pad.bottom}`}
        role="img"
        aria-label={`Reliability diagram, calibration error ${error}: ${bins.map(inWords).join('; ')}`}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <path className="grid" d={`M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}`} />
            <text x={x(tick)} y={y(0) + 16} textAnchor="middle">
              {formatPercent(tick, 0)}
            </text>
            <text x={x(0) - 6} y={y(tick)} dy="0.35em" textAnchor="end">
              {formatPercent(tick, 0)}
            </text>
          </g>
        ))}
        <path className="ideal" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
        {bins.map((bin) => {
          const [sure, right] = [bin.confidence / bin.count, bin.correct / bin.count];
          return (
            <g key={sure} className="bin">
              <title>{inWords(bin)}</title>
              <path d={`M${x(sure)} ${y(sure)}V${y(right)}`} />
              <circle cx={x(sure)} cy={y(right)} r={2.5 + 7 * Math.sqrt(bin.count / test.n)} />
            </g>
          );
        })}
      </svg>
      <p className="small">
        Across: the probability that it gave its answer. Up: the share of such answers that were
        right. Above the line it is too modest, below it too sure. Larger points are more of the{' '}
        {formatInteger(test.n)} answers. Expected calibration error: {error}.
      </p>
    </section>
  );
}

const inWords = ({ count, correct, confidence }: CalibrationBin): string =>
  `${formatInteger(count)} answers, ${formatPercent(confidence / count)} sure, ${formatPercent(correct / count)} right`;
