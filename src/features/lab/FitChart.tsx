import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import type { FeatureFit } from '../../core/random-features.ts';
import { chartAxis } from '../../ui/chart-axis.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';

interface FitChartProps {
  readonly fits: readonly FeatureFit[];
  readonly trainingImages: number;
  readonly testImages: number;
}

const shares = [0.1, 0.3, 1, 2, 4];

/** Errors on training and test images by the number of features, on a logarithmic axis. */
export function FitChart({ fits, trainingImages, testImages }: FitChartProps) {
  const data = fits.map(({ features, trainingCorrect, testCorrect }) => ({
    features,
    training: 1 - trainingCorrect / trainingImages,
    test: 1 - testCorrect / testImages,
  }));
  const inWords = data.map(
    ({ features, training, test }) =>
      `${features} features: training ${formatPercent(training)}, test ${formatPercent(test)}`,
  );
  return (
    <figure>
      <div className="FitChart" role="img" aria-label={`Error by size. ${inWords.join('; ')}`}>
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            data={data}
            accessibilityLayer={false}
            margin={{ top: 16, right: 0, bottom: 0, left: 8 }}
          >
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              {...chartAxis}
              type="number"
              scale="log"
              dataKey="features"
              domain={[0.1 * trainingImages, 4 * trainingImages]}
              ticks={shares.map((share) => share * trainingImages)}
              tickFormatter={formatInteger}
            />
            <YAxis
              {...chartAxis}
              orientation="right"
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tickFormatter={(value: number) => formatPercent(value, 0)}
            />
            <ReferenceLine
              x={trainingImages}
              stroke="var(--muted)"
              strokeDasharray="3 3"
              label={{
                value: 'as many as images',
                position: 'insideTopRight',
                fontSize: 11,
                fill: 'var(--muted)',
              }}
            />
            <Line
              dataKey="training"
              stroke="var(--train)"
              strokeWidth={2}
              strokeDasharray="5 3"
              dot={{ r: 2.5 }}
              isAnimationActive={false}
            />
            <Line
              dataKey="test"
              stroke="var(--validation)"
              strokeWidth={2}
              dot={{ r: 2.5 }}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="small">
        Error by the number of random features ·{' '}
        <span className="LabView-key training">– – training images</span> ·{' '}
        <span className="LabView-key test">— test images</span>
      </figcaption>
    </figure>
  );
}
