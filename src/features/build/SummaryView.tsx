import { Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { definitionOf } from '../../core/layers/index.ts';
import { formatShape } from '../../core/shape.ts';
import { connectedTo, type LayerSummary, type Summary, summarize } from '../../core/summary.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { formatBytes, formatInteger, formatPercent } from '../../ui/format.ts';
import { summaryText } from './summary-text.ts';
import './SummaryView.css';

/** The network as a table, as Keras' `model.summary()` gives it, and where its costs go. */
export function SummaryView() {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const summary = summarize(architecture);
  const hasSkips = summary.layers.some(({ skip }) => skip !== null);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard */}
      <section className="SummaryView-scroll" aria-label="Layers of the network" tabIndex={0}>
        <table className="SummaryView-table">
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Type</th>
              <th scope="col">Output shape</th>
              <th scope="col">Parameters</th>
              <th scope="col">MACs</th>
              <th scope="col">Weight bytes</th>
              <th scope="col">Output bytes</th>
              {hasSkips && <th scope="col">Connected to</th>}
            </tr>
          </thead>
          <tbody>
            {summary.layers.map((row, index) => (
              <SummaryRow key={row.layer.id} row={row} summary={summary}>
                {hasSkips && (
                  <td className="SummaryView-inputs">{connectedTo(summary, index).join('\n')}</td>
                )}
              </SummaryRow>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                Total
              </th>
              <td>{formatInteger(summary.parameters)}</td>
              <td>{formatInteger(summary.macs)}</td>
              <td>{formatInteger(summary.weightBytes)}</td>
              <td />
              {hasSkips && <td />}
            </tr>
          </tfoot>
        </table>
      </section>
      <p className="small SummaryView-notes">
        {formatInteger(summary.trainableParameters)} trainable,{' '}
        {formatInteger(summary.parameters - summary.trainableParameters)} not. MACs are
        multiply-adds for one image; FLOPs are twice that: {formatInteger(2 * summary.macs)}.
        Weights and outputs are float32. At most {formatBytes(summary.peakActivationBytes)} of
        outputs are alive at once.
      </p>
      <CopySummary text={summaryText(summary, (index) => labelOf(summary.layers[index]))} />
    </>
  );
}

const labelOf = (row: LayerSummary | undefined): string =>
  row === undefined ? '' : definitionOf(row.layer.kind).label;

interface SummaryRowProps {
  readonly row: LayerSummary;
  readonly summary: Summary;
  /** What stands after the numbers. */
  readonly children: ReactNode;
}

function SummaryRow({ row, summary, children }: SummaryRowProps) {
  return (
    <tr>
      <th scope="row">{row.kerasName}</th>
      <td>{labelOf(row)}</td>
      <td>{row.outputShape === null ? '–' : formatShape(row.outputShape)}</td>
      <ShareCell kind="parameters" value={row.parameters} total={summary.parameters} />
      <ShareCell kind="macs" value={row.macs} total={summary.macs} />
      <td>{formatInteger(row.weightBytes)}</td>
      <td>{formatInteger(row.activationBytes)}</td>
      {children}
    </tr>
  );
}

interface ShareCellProps {
  readonly kind: 'parameters' | 'macs';
  readonly value: number;
  readonly total: number;
}

/** A number with its share of the whole, in words and as a bar. */
function ShareCell({ kind, value, total }: ShareCellProps) {
  const share = value === 0 ? 0 : value / total;
  return (
    <td>
      {formatInteger(value)} <span className="small">{formatPercent(share, 0)}</span>
      <div className={`SummaryView-bar ${kind}`} style={{ width: `${100 * share}%` }} />
    </td>
  );
}

function CopySummary({ text }: { readonly text: string }) {
  const [outcome, setOutcome] = useState<'' | 'Copied' | 'Select the text and copy it'>('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied');
    } catch {
      setOutcome('Select the text and copy it'); // plain http has no clipboard
    }
  };
  return (
    <details className="SummaryView-text">
      <summary>As text</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <div className="row">
        <button type="button" className="button" onClick={() => void copy()}>
          <Copy aria-hidden />
          Copy text
        </button>
        <span className="small" role="status">
          {outcome}
        </span>
      </div>
    </details>
  );
}
