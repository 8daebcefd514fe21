import type { ReactNode } from 'react';

interface FigureProps {
  /** The accessible name of the output: stable, so that anyone can find it. */
  readonly name: string;
  readonly value: ReactNode;
  /** Shown words, where they differ from the name. */
  readonly label?: ReactNode;
  /** Small print: n, interval, runtime, unit. */
  readonly note?: ReactNode;
  readonly large?: boolean;
  readonly color?: string;
}

/** A number that changes, with what it means. Not spoken on every change: only Status speaks. */
export function Figure({ name, value, label = name, note, large = false, color }: FigureProps) {
  return (
    <div className={large ? 'figure large' : 'figure'}>
      <span className="label">{label}</span>
      <output className="value" aria-label={name} aria-live="off" style={{ color }}>
        {value}
      </output>
      {note !== undefined && <span className="note">{note}</span>}
    </div>
  );
}
