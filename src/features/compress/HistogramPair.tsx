import type { Histogram } from '../../core/weight-facts.ts';

interface HistogramPairProps {
  readonly label: string;
  readonly before: Histogram | null;
  readonly after: Histogram;
}

const width = 220;
const height = 70;

/** Two histograms on one axis of values; heights are roots of counts, so that few are seen beside many. */
export function HistogramPair({ label, before, after }: HistogramPairProps) {
  const low = Math.min(after.low, before?.low ?? after.low);
  const high = Math.max(after.high, before?.high ?? after.high);
  const most = Math.max(1, ...after.counts, ...(before?.counts ?? []));
  const outline = ({ counts, ...own }: Histogram): string => {
    const x = (value: number) => (width * (value - low)) / (high - low || 1);
    const steps = counts.map((count, bin) => {
      const from = x(own.low + ((own.high - own.low) * bin) / counts.length);
      const to = x(own.low + ((own.high - own.low) * (bin + 1)) / counts.length);
      const y = height * (1 - Math.sqrt(count / most));
      return `L${from.toFixed(1)} ${y.toFixed(1)}L${to.toFixed(1)} ${y.toFixed(1)}`;
    });
    return `M${x(own.low).toFixed(1)} ${height}${steps.join('')}L${x(own.high).toFixed(1)} ${height}Z`;
  };
  return (
    <figure className="HistogramPair">
      <svg
        viewBox={`0 0 ${width} ${height + 1}`}
        role="img"
        aria-label={`${label}, from ${low.toFixed(2)} to ${high.toFixed(2)}`}
      >
        {before !== null && <path className="before" d={outline(before)} />}
        <path className="after" d={outline(after)} />
      </svg>
      <figcaption className="small">
        <span>{low.toFixed(2)}</span>
        <span>{high.toFixed(2)}</span>
      </figcaption>
    </figure>
  );
}
