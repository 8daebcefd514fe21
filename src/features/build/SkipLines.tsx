import type { CSSProperties } from 'react';
import type { SkipLine } from './skip-lines.ts';
import './SkipLines.css';

interface SkipLinesProps {
  readonly lines: readonly SkipLine[];
}

/** Skips that pass a row, drawn in the margin beside it; the row that adds says it in words. */
export function SkipLines({ lines }: SkipLinesProps) {
  return lines.map(({ part, lane }) => (
    <i
      key={lane}
      className={`SkipLines ${part}`}
      style={{ '--lane': lane } as CSSProperties} // React's type knows no custom properties
      aria-hidden
    />
  ));
}
