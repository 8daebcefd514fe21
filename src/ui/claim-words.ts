import { formatBytes, formatInteger, formatPercent } from './format.ts';

interface Figures {
  readonly correct: number;
  readonly n: number;
  readonly fileBytes: number;
}

/** `98.30 % (9,830 of 10,000) in 5.90 KB`. */
export const figuresInWords = ({ correct, n, fileBytes }: Figures): string =>
  `${formatPercent(correct / n, 2)} (${formatInteger(correct)} of ${formatInteger(n)}) in ${formatBytes(fileBytes)}`;

interface ClaimedAndFound {
  readonly claimed: Figures;
  readonly found: {
    readonly test: Pick<Figures, 'correct' | 'n'> | null;
    readonly size: Pick<Figures, 'fileBytes'>;
  };
  readonly falseFigures: readonly ('accuracy' | 'file size')[];
}

/** `It claims 99.90 %, and the re-run has 98.30 %.`; null where all figures are true. */
export function falseFiguresInWords({
  claimed,
  found: { test, size },
  falseFigures,
}: ClaimedAndFound): string | null {
  const found = test === null ? 'no accuracy' : formatPercent(test.correct / test.n, 2);
  const pairs = {
    accuracy: [formatPercent(claimed.correct / claimed.n, 2), found],
    'file size': [`${formatInteger(claimed.fileBytes)} B`, `${formatInteger(size.fileBytes)} B`],
  };
  if (falseFigures.length === 0) return null;
  const [claims, finds] = [0, 1].map((side) =>
    falseFigures.map((name) => pairs[name][side]).join(' and '),
  );
  return `It claims ${claims}, and the re-run has ${finds}.`;
}
