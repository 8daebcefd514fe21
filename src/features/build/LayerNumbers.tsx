import { formatShape } from '../../core/shape.ts';
import type { LayerSummary } from '../../core/summary.ts';
import { formatCount, formatInteger } from '../../ui/format.ts';
import './LayerNumbers.css';

/** The most that any layer of the network has, which the longest bar stands for. */
export interface LargestCosts {
  readonly parameters: number;
  readonly macs: number;
}

interface LayerNumbersProps {
  readonly row: LayerSummary;
  readonly largest: LargestCosts;
}

/** What comes out of a layer and what it costs, with bars in proportion to the network's largest. */
export function LayerNumbers({ row, largest }: LayerNumbersProps) {
  const { outputShape, parameters, macs } = row;
  return (
    <div className="LayerNumbers">
      <span className="LayerNumbers-shape">
        <span className="visually-hidden">Output </span>
        {outputShape === null ? '–' : formatShape(outputShape).replace(' numbers', '')}
      </span>
      {parameters + macs > 0 && (
        <>
          <CostBar kind="parameters" value={parameters} share={parameters / largest.parameters} />
          <CostBar kind="multiply-adds" value={macs} share={macs / largest.macs} />
        </>
      )}
    </div>
  );
}

interface CostBarProps {
  readonly kind: 'parameters' | 'multiply-adds';
  readonly value: number;
  readonly share: number;
}

function CostBar({ kind, value, share }: CostBarProps) {
  const words = kind === 'parameters' ? formatInteger(value) : formatCount(value);
  return (
    <span className={`LayerNumbers-cost ${kind}`} title={`${formatInteger(value)} ${kind}`}>
      {value > 0 && <i style={{ width: `calc(1.5px + ${share} * 3.2rem)` }} />}
      <span>
        {value === 0 ? '–' : words}
        <span className="visually-hidden"> {kind}</span>
      </span>
    </span>
  );
}
