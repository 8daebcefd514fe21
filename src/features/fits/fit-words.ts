import type { LimitCheck, LimitName, Verdict } from '../../core/budgets.ts';
import { formatBytes, formatMs } from '../../ui/format.ts';

interface LimitWords {
  readonly label: string;
  readonly format: (value: number) => string;
}

export const limitWords: Readonly<Record<LimitName, LimitWords>> = {
  storedBytes: { label: 'stored bytes', format: formatBytes },
  activationBytes: { label: 'peak activations', format: formatBytes },
  latencyMs: { label: 'latency', format: formatMs },
};

export const verdictWords = ({ fits }: Verdict): string => {
  if (fits === null) return 'Not known yet';
  return fits ? '✓ Fits' : '✗ Does not fit';
};

/** `Decided by latency: 2.5 × what is allowed.` */
export function decisionInWords({ fits, decisive, checks }: Verdict): string {
  const open = checks.find(({ share }) => share === null);
  if (fits === null && open !== undefined) return `Waits for its ${limitWords[open.name].label}.`;
  if (decisive === null || decisive.share === null) return 'It sets no limit.';
  return `Decided by ${limitWords[decisive.name].label}: ${shareInWords(decisive.share)}.`;
}

function shareInWords(share: number): string {
  if (share <= 0.01) return 'at most 1 % of what is allowed';
  if (share <= 1) return `${(100 * share).toFixed(0)} % of what is allowed`;
  if (share < 1.1) return `${(100 * (share - 1)).toFixed(1)} % more than is allowed`;
  return `${share.toFixed(share < 10 ? 1 : 0)} × what is allowed`;
}

/** `0.25 ms here × 1,000`: how a latency there came about. */
export function latencyNote(p50Ms: number | null, slowdown: number): string {
  if (p50Ms === null) return 'not measured yet';
  const factor = slowdown.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return slowdown === 1 ? 'as measured here' : `${formatMs(p50Ms)} here × ${factor}`;
}

export const isBeyond = ({ share }: LimitCheck): boolean => share !== null && share > 1;
