import type { ReactNode } from 'react';
import { answeredTest } from '../../actions/answered-test.ts';
import { expectedCalibrationError } from '../../core/calibration.ts';
import { pairedTest } from '../../core/compare-runs.ts';
import type { AnsweredTest } from '../../core/run.ts';
import {
  accuracyInWords,
  formatBytes,
  formatCount,
  formatInteger,
  formatMs,
  formatSeconds,
} from '../../ui/format.ts';
import { TestedPair } from '../../ui/TestedPair.tsx';
import { percentOr, type TestedRun } from './comparison.ts';
import { PairHead, type PairProps } from './PairHead.tsx';

interface Row {
  readonly name: string;
  readonly of: (run: TestedRun) => ReactNode;
  readonly hint?: string;
}

const rows: readonly Row[] = [
  {
    name: 'Test accuracy',
    of: ({ test }) => accuracyInWords(test),
    hint: '10,000 images, ± half of the 95 % interval (Wilson)',
  },
  { name: 'Validation accuracy', of: ({ validation }) => accuracyInWords(validation) },
  { name: 'Test loss', of: ({ test }) => test.loss.toFixed(4) },
  {
    name: 'Calibration error',
    of: ({ test: { calibration } }) =>
      percentOr(calibration === undefined ? null : expectedCalibrationError(calibration)),
    hint: 'how far confidence and accuracy are apart: ECE, 15 bins',
  },
  { name: 'MACs', of: ({ size }) => formatInteger(size.macs), hint: 'dense, for one image' },
  {
    name: 'MACs without zeros',
    of: ({ size: { stored } }) => (stored === undefined ? '–' : formatInteger(stored.sparseMacs)),
    hint: 'theoretical: only a dense layer of mostly zeros leaves them out',
  },
  {
    name: 'Zeros in kernels',
    of: ({ size: { stored } }) =>
      percentOr(stored === undefined ? null : stored.kernelZeros / stored.kernelWeights, 1),
  },
  {
    name: 'Memory for one image',
    of: ({ size: { activationBytes } }) =>
      activationBytes === undefined ? '–' : formatBytes(activationBytes),
    hint: 'between the layers, as the engine lays them out: 4 bytes a float, 2 a code of int8',
  },
  {
    name: 'Latency p50',
    of: ({ latency }) => (latency === null ? '–' : formatMs(latency.p50Ms)),
    hint: 'each measured by itself; in turn below',
  },
  {
    name: 'Training',
    of: ({ timing, steps }) =>
      steps === 0 ? '–' : `${formatSeconds(timing.trainingSeconds)} · ${formatCount(steps)} steps`,
    hint: 'of this run alone',
  },
];

/** The figures of both, side by side. */
export function ComparisonTable({ before, after }: PairProps) {
  return (
    <div className="CompareView-scroll">
      <table className="CompareView-table">
        <caption className="visually-hidden">What it cost and what it saved</caption>
        <PairHead before={before} after={after} />
        <tbody>
          {rows.map(({ name, of, hint }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {hint !== undefined && <span className="small">{hint}</span>}
              </th>
              <td>{of(before)}</td>
              <td>{of(after)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              Digits that changed
              <span className="small">exact McNemar test of lost against won, two-sided</span>
            </th>
            <td colSpan={2}>
              <TestedPair {...{ before, after }} read={answeredTest}>
                {changesInWords}
              </TestedPair>
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function changesInWords(before: AnsweredTest, after: AnsweredTest): string {
  const { lost, won, otherwise, p } = pairedTest(before, after);
  const chance = p < 0.001 ? p.toExponential(1) : p.toFixed(3);
  return `${lost} lost, ${won} won, ${otherwise} wrong in another way · p = ${chance}`;
}
