import {
  type Challenge,
  type ChallengeMetric,
  type ChallengeResult,
  type Judgement,
  judge,
} from '../../core/challenges.ts';
import {
  accuracyInWords,
  formatBytes,
  formatCount,
  formatInteger,
  withoutZeros,
} from '../../ui/format.ts';

interface MetricWords {
  /** As a choice in a form. */
  readonly label: string;
  /** After `the smallest` or `the fewest`. */
  readonly superlative: string;
  readonly format: (amount: number) => string;
  /** How much of it is too much. */
  readonly tooMuch: (excess: number) => string;
}

export const metricWords: Readonly<Record<ChallengeMetric, MetricWords>> = {
  fileBytes: {
    label: 'file size, bytes',
    superlative: 'the smallest file',
    format: formatBytes,
    tooMuch: (excess) => `${formatBytes(excess)} too large`,
  },
  parameters: {
    label: 'parameters',
    superlative: 'the fewest parameters',
    format: (amount) => `${formatInteger(amount)} parameters`,
    tooMuch: (excess) => `${formatInteger(excess)} parameters too many`,
  },
  macs: {
    label: 'multiply-adds',
    superlative: 'the fewest multiply-adds',
    format: (amount) => `${formatCount(amount)} multiply-adds`,
    tooMuch: (excess) => `${formatCount(excess)} multiply-adds too many`,
  },
};

/** `98 %`, `99.25 %`: no more digits than the goal has. */
const goalPercent = (accuracy: number): string => `${Number((100 * accuracy).toFixed(2))} %`;

/** `≥ 98 % in at most 20 KB`. */
export function goalInWords({ accuracy, metric, most }: Challenge): string {
  const { superlative, format } = metricWords[metric];
  if (most === null) return `${superlative} at ≥ ${goalPercent(accuracy)}`;
  return `≥ ${goalPercent(accuracy)} in at most ${withoutZeros(format(most))}`;
}

/** `97.57 % ± 0.30, 21.2 KB`. */
export const resultInWords = ({ metric }: Challenge, result: ChallengeResult): string =>
  `${accuracyInWords(result)}, ${metricWords[metric].format(result.amount)}`;

/** `✓ Met`, or what is missing: `0.43 points short, 1.20 KB too large`. */
export function judgementInWords(challenge: Challenge, judgement: Judgement): string {
  const { isMet, shortBy, excess } = judgement;
  if (isMet) return '✓ Met';
  return [
    ...(shortBy > 0 ? [`${Math.max(0.01, 100 * shortBy).toFixed(2)} points short`] : []),
    ...(excess > 0 ? [metricWords[challenge.metric].tooMuch(excess)] : []),
  ].join(', ');
}

/** Whether a result meets a challenge, in words. */
export const outcomeInWords = (challenge: Challenge, result: ChallengeResult): string =>
  judgementInWords(challenge, judge(challenge, result));
