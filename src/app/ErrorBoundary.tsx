import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly report: string | null;
}

/** Our fault, said so, with a report to copy. What the user made stands in the address and in storage. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { report: null };

  static getDerivedStateFromError(error: unknown): State {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { report: `${text}\n\n${location.href}\n${navigator.userAgent}` };
  }

  override render(): ReactNode {
    const { report } = this.state;
    if (report === null) return this.props.children;
    return (
      <main className="page">
        <section className="panel" role="alert">
          <h1>Something broke, and it is our fault</h1>
          <p>Your network is in the address, and your finished runs are stored. Reload to go on.</p>
          <div className="row">
            <button type="button" className="button primary" onClick={() => location.reload()}>
              Reload
            </button>
          </div>
          <pre>{report}</pre>
        </section>
      </main>
    );
  }
}
