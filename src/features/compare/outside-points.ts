import type { OutsideOrigin, OutsideResult } from '../../core/outside-results.ts';
import { placeOf } from './axis.ts';
import {
  type Metric,
  type MetricName,
  measuredInWords,
  metrics,
  type Scored,
  type Sized,
  type Spacing,
} from './metrics.ts';

/** What was trained elsewhere, as our metrics read it: without what depends on a machine or on a file of ours. */
type Measured = Scored & Sized;

const known: Partial<Readonly<Record<MetricName, Metric<Measured>>>> = {
  parameters: metrics.parameters,
  weightBytes: metrics.weightBytes,
  macs: metrics.macs,
  validationAccuracy: metrics.validationAccuracy,
  validationError: metrics.validationError,
  validationLoss: metrics.validationLoss,
  testAccuracy: metrics.testAccuracy,
  testError: metrics.testError,
  testLoss: metrics.testLoss,
};

/** How a figure is read of a result from elsewhere; undefined where it has none. */
export const outsideMetricOf = (name: MetricName): Metric<Measured> | undefined => known[name];

const measuredOf = ({ validation, test, parameters, macs }: OutsideResult): Measured => ({
  ...{ validation, test },
  size: { parameters, macs, weightBytes: 4 * parameters },
});

/** A result from elsewhere, in drawn units of the axes. */
export interface OutsideMark {
  readonly result: OutsideResult;
  readonly measured: Measured;
  readonly x: number;
  readonly y: number;
}

interface Drawing {
  readonly name: MetricName;
  readonly spacing: Spacing;
}

/** The results that have both figures. What the cluster stopped early, what failed and what was refused is not comparable. */
export function outsideMarks(
  results: readonly OutsideResult[],
  { x, y }: { readonly x: Drawing; readonly y: Drawing },
): readonly OutsideMark[] {
  const [ofX, ofY] = [known[x.name], known[y.name]];
  if (ofX === undefined || ofY === undefined) return [];
  return results
    .filter(({ status }) => status === 'finished' || status === 'early-stopped')
    .flatMap((result) => {
      const own = measuredOf(result);
      const [left, up] = [drawn(own, ofX, x.spacing), drawn(own, ofY, y.spacing)];
      if (left === null || up === null) return [];
      return [{ result, measured: own, x: left, y: up }];
    });
}

/** As a run's figure is written. */
export const outsideInWords = ({ measured }: OutsideMark, name: MetricName): string => {
  const metric = known[name];
  return metric === undefined ? '–' : measuredInWords(measured, metric);
};

function drawn(own: Measured, metric: Metric<Measured>, spacing: Spacing): number | null {
  const value = metric.of(own);
  return value === null ? null : placeOf(value, spacing, metric.leastError?.(own));
}

export const outsideNames: Readonly<Record<OutsideOrigin, string>> = {
  keras: 'Keras on a cluster',
  pytorch: 'PyTorch on a cluster',
};

/** An upright cross for Keras, a slanting one for PyTorch: SVG path data around 0, 0. */
export const outsidePaths: Readonly<Record<OutsideOrigin, string>> = {
  keras: 'M-5 0H5M0 -5V5',
  pytorch: 'M-4 -4L4 4M-4 4L4 -4',
};
