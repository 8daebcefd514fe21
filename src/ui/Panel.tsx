import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  /** Small words after the title. */
  readonly sub?: ReactNode;
  /** What stands at the right end of the head. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

/** A named region of the page. */
export function Panel({ title, sub, end, children }: PanelProps) {
  const titleId = useId();
  return (
    <section className="panel" aria-labelledby={titleId}>
      <div className="panel-head">
        <h2 id={titleId}>{title}</h2>
        {sub !== undefined && <span className="sub">{sub}</span>}
        {end !== undefined && <span className="end row">{end}</span>}
      </div>
      {children}
    </section>
  );
}
