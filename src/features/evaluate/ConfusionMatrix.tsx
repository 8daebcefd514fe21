import './ConfusionMatrix.css';
import { type KeyboardEvent, memo, useRef, useState } from 'react';
import type { ConfusionCell } from '../../stores/view.ts';
import { cellPercent, countAt, digits, imagesInWords, neighbourCell } from './confusion.ts';

interface ConfusionMatrixProps {
  readonly confusion: readonly number[];
  readonly selected: ConfusionCell | null;
  readonly onPick: (cell: ConfusionCell) => void;
  readonly large?: boolean;
}

/** Rows are what the digits are, columns what the network answered. One tab stop; arrow keys move within. */
export const ConfusionMatrix = memo(function ConfusionMatrix({
  confusion,
  selected,
  onPick,
  large = false,
}: ConfusionMatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState<ConfusionCell>(selected ?? { label: 0, answer: 0 });
  const walk = (event: KeyboardEvent, cell: ConfusionCell) => {
    const next = neighbourCell(cell, event.key);
    if (next === null) return;
    event.preventDefault();
    setCurrent(next);
    table.current
      ?.querySelector<HTMLElement>(`[data-cell="${next.label}-${next.answer}"]`)
      ?.focus();
  };
  return (
    <table ref={table} className={large ? 'confusion-matrix large' : 'confusion-matrix'}>
      <caption className="visually-hidden">
        Confusion matrix: rows are the true digits, columns the network's answers, cells count
        images
      </caption>
      <thead>
        <tr>
          <td />
          {digits.map((answer) => (
            <th key={answer} scope="col">
              <span className="visually-hidden">answered </span>
              {answer}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {digits.map((label) => (
          <tr key={label}>
            <th scope="row">
              <span className="visually-hidden">true </span>
              {label}
            </th>
            {digits.map((answer) => (
              <Cell
                key={answer}
                cell={{ label, answer }}
                count={countAt(confusion, label, answer)}
                percent={cellPercent(confusion, label, answer)}
                isTabStop={current.label === label && current.answer === answer}
                isSelected={selected?.label === label && selected.answer === answer}
                onPick={(cell) => {
                  setCurrent(cell);
                  onPick(cell);
                }}
                onKey={walk}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
});

interface CellProps {
  readonly cell: ConfusionCell;
  readonly count: number;
  readonly percent: number;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  readonly onPick: (cell: ConfusionCell) => void;
  readonly onKey: (event: KeyboardEvent, cell: ConfusionCell) => void;
}

function Cell({ cell, count, percent, isTabStop, isSelected, onPick, onKey }: CellProps) {
  const { label, answer } = cell;
  const isRight = label === answer;
  const color = isRight ? 'var(--validation)' : 'var(--wrong)';
  return (
    <td>
      <button
        type="button"
        className={percent > 50 ? 'strong' : undefined}
        data-cell={`${label}-${answer}`}
        tabIndex={isTabStop ? 0 : -1}
        aria-pressed={isSelected}
        aria-label={`${label} read as ${answer}: ${imagesInWords(count)}`}
        title={`${label} read as ${answer}: ${imagesInWords(count)}`}
        style={{
          background: `color-mix(in srgb, ${color} ${percent}%, var(--panel))`,
        }}
        onClick={() => onPick(cell)}
        onKeyDown={(event) => onKey(event, cell)}
      >
        {count === 0 ? '' : count}
      </button>
    </td>
  );
}
