import { accepts, int, number } from './fields.ts';

/** What a place of deployment allows a network; null: no limit. Sources and reasons: docs/budgets.md. */
export interface Limits {
  readonly storedBytes: number | null;
  readonly activationBytes: number | null;
  /** Milliseconds for one image, there. */
  readonly latencyMs: number | null;
}

export interface Budget extends Limits {
  /** Unique among budgets. */
  readonly label: string;
  /** How many times as long as here one image takes there. */
  readonly slowdown: number;
  /** Figures of others, in a sentence. */
  readonly source?: string;
  /** What we made up to get from there to a limit, in a sentence. */
  readonly assumption?: string;
}

export type LimitName = keyof Limits;
export const limitNames = ['storedBytes', 'activationBytes', 'latencyMs'] as const;

const unlimited: Limits = { storedBytes: null, activationBytes: null, latencyMs: null };

/** Bytes that have arrived after some seconds, the first round trip apart. */
const arrivingWithin = (seconds: number, bitsPerSecond: number, roundTripSeconds: number): number =>
  Math.floor(((seconds - roundTripSeconds) * bitsPerSecond) / 8);

/** Pixels of one camera frame (VGA) for each pixel of a digit: 392. */
const digitsInFrame = Math.round((640 * 480) / (28 * 28));

const kibibyte = 1024;

/** Where a network may have to live, by figures that anybody can look up and assumptions that say so. */
export const builtInBudgets: readonly Budget[] = [
  {
    ...unlimited,
    label: 'Download on 3G',
    storedBytes: arrivingWithin(1, 1.6e6, 0.3),
    slowdown: 1,
    source: "WebPageTest's 3G: 1.6 Mbit/s, 300 ms round trip.",
    assumption: 'It is to be there within 1 s.',
  },
  {
    ...unlimited,
    label: 'Download on 4G',
    storedBytes: arrivingWithin(1, 9e6, 0.17),
    slowdown: 1,
    source: "WebPageTest's 4G: 9 Mbit/s, 170 ms round trip.",
    assumption: 'It is to be there within 1 s.',
  },
  {
    ...unlimited,
    label: 'Phone app',
    storedBytes: 6e6,
    latencyMs: 50,
    slowdown: 4,
    source:
      'Google Play, 2017: each 6 MB cost 1 % of installs. A touch is to be worked off in 50 ms (RAIL). Lighthouse slows a computer down 4 × for a phone.',
    assumption: 'The network may cost that 1 %.',
  },
  {
    ...unlimited,
    label: 'Browser page',
    storedBytes: 250_000,
    latencyMs: 1000 / 60,
    slowdown: 1,
    source: 'A display shows 60 frames a second.',
    assumption: 'The network may weigh as much as this page’s own code: 250 KB.',
  },
  {
    label: 'Microcontroller',
    storedBytes: (1024 * kibibyte) / 2,
    activationBytes: (256 * kibibyte) / 2,
    latencyMs: 100,
    slowdown: 1000,
    source: 'Arduino Nano 33 BLE (nRF52840): 1 MB of flash, 256 KB of RAM, 64 MHz.',
    assumption:
      'The program takes half of both. It is 1,000 × slower: 50 × by its clock, 20 × by its arithmetic. Ten answers a second.',
  },
  {
    label: 'Smartwatch',
    storedBytes: 1e6,
    activationBytes: 1e6,
    latencyMs: 50,
    slowdown: 8,
    source: 'A touch is to be worked off in 50 ms (RAIL).',
    assumption: '1 MB of storage and of memory for one feature; half as fast as the phone.',
  },
  {
    ...unlimited,
    label: 'Car camera, 30 frames a second',
    latencyMs: 1000 / 30,
    slowdown: digitsInFrame,
    source: '30 frames a second leave 33.3 ms for each. A frame of 640 × 480 has 392 × the pixels.',
    assumption: 'A computer as fast as this one, and time that grows with the pixels.',
  },
];

/** What a network takes; a latency that is not measured is null. */
export interface NetworkCost {
  readonly storedBytes: number;
  readonly activationBytes: number;
  /** Milliseconds for one image, here. */
  readonly p50Ms: number | null;
}

export interface LimitCheck {
  readonly name: LimitName;
  readonly limit: number;
  /** What the network takes there, and as a share of the limit: above 1 it does not fit; null while unknown. */
  readonly amount: number | null;
  readonly share: number | null;
}

export interface Verdict {
  /** Null while what would decide has not been measured. */
  readonly fits: boolean | null;
  readonly checks: readonly LimitCheck[];
  /** The check that decides: the one nearest to its limit or furthest beyond it. */
  readonly decisive: LimitCheck | null;
}

/** Whether a network fits a budget, and which number says so. */
export function judgeBudget(budget: Budget, cost: NetworkCost): Verdict {
  const amounts = {
    ...cost,
    latencyMs: cost.p50Ms === null ? null : cost.p50Ms * budget.slowdown,
  };
  const checks = limitNames.flatMap((name): readonly LimitCheck[] => {
    const [limit, amount] = [budget[name], amounts[name]];
    if (limit === null) return [];
    return [{ name, limit, amount, share: amount === null ? null : amount / limit }];
  });
  const decisive = checks.reduce<LimitCheck | null>(
    (most, check) => ((check.share ?? -1) > (most?.share ?? -1) ? check : most),
    null,
  );
  const isBeyond = decisive?.share != null && decisive.share > 1;
  const isOpen = checks.some(({ share }) => share === null);
  return { fits: isBeyond ? false : isOpen ? null : true, checks, decisive };
}

export const maxOwnBudgets = 12;
export const maxBudgetLabel = 40;

const byteStops = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** Bounds of an own budget's numbers, wherever they come from. */
export const budgetFields = {
  storedBytes: int({
    label: 'Stored bytes',
    min: 1,
    max: 1e10,
    default: 1e5,
    stops: byteStops,
  }),
  activationBytes: int({
    label: 'Peak activations',
    min: 1,
    max: 1e10,
    default: 1e5,
    stops: byteStops,
  }),
  latencyMs: number({
    label: 'Latency',
    min: 0.001,
    max: 1e6,
    default: 50,
    stops: [1, 10, 100, 1000],
  }),
  slowdown: number({
    label: 'Times slower than here',
    min: 0.01,
    max: 1e5,
    default: 1,
    stops: [1, 2, 4, 10, 100, 1000],
  }),
} as const;

/** Why an own budget cannot be, in words; null when it can. */
export function budgetProblem(budget: Budget): string | null {
  if (budget.label === '') return 'Give it a name';
  if (limitNames.every((name) => budget[name] === null)) return 'Give it at least one limit';
  for (const [name, field] of Object.entries(budgetFields)) {
    const value = budget[name as keyof typeof budgetFields];
    if (value !== null && !accepts(field, value))
      return `${field.label}: from ${field.min.toLocaleString('en-US')} to ${field.max.toLocaleString('en-US')}`;
  }
  return null;
}
