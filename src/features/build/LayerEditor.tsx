import type { ReactNode } from 'react';
import { setParam } from '../../actions/edit-layers.ts';
import { definitionOf } from '../../core/layers/index.ts';
import type { LayerSummary } from '../../core/summary.ts';
import { formatBytes } from '../../ui/format.ts';
import { GroupedFields } from '../../ui/GroupedFields.tsx';
import { type Formula, macsFormula, parameterFormula } from './formulas.ts';
import './LayerEditor.css';

interface LayerEditorProps {
  readonly row: LayerSummary;
  readonly isLast: boolean;
  /** The layer's actions. */
  readonly children: ReactNode;
}

/** Everything that can be set and said about one layer, under its row. */
export function LayerEditor({ row, isLast, children }: LayerEditorProps) {
  const { layer } = row;
  const { fields, purpose } = definitionOf(layer.kind);
  return (
    <div className="LayerEditor">
      <p className="LayerEditor-purpose">{purpose}</p>
      <GroupedFields
        fields={fields}
        values={layer.params}
        onChange={setParam.bind(null, layer.id)}
      />
      {isLast && row.outputShape?.length === 1 && (
        <p className="small">
          These are logits: softmax, a part of the loss, turns them into probabilities.
        </p>
      )}
      <LayerFacts row={row} />
      <div className="LayerEditor-actions">{children}</div>
    </div>
  );
}

function LayerFacts({ row }: Pick<LayerEditorProps, 'row'>) {
  if (row.outputShape === null) return null;
  return (
    <dl className="LayerEditor-facts">
      <dt>Parameters</dt>
      <FormulaWords formula={parameterFormula(row)} />
      <dt>Multiply-adds</dt>
      <FormulaWords formula={macsFormula(row)} />
      <dt>Weights</dt>
      <dd>{formatBytes(row.weightBytes)}</dd>
      <dt>Output</dt>
      <dd>{formatBytes(row.activationBytes)} for one image</dd>
    </dl>
  );
}

function FormulaWords({ formula }: { readonly formula: Formula | null }) {
  if (formula === null) return <dd>none</dd>;
  return (
    <dd>
      <span className="LayerEditor-formula">{formula.terms}</span> ={' '}
      <strong>{formula.result}</strong>
      <br />
      <span className="small">{formula.meaning}</span>
    </dd>
  );
}
