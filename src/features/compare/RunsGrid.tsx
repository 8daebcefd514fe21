import './RunsGrid.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Star } from 'lucide-react';
import { useRef } from 'react';
import { changeRun } from '../../actions/runs.ts';
import { familyOf } from '../../core/describe.ts';
import type { RunRecord } from '../../core/run.ts';
import { type MetricName, metricOf } from './metrics.ts';
import { RunName } from './RunName.tsx';
import { figureInWords, lastStepInWords, recipeInWords } from './run-words.ts';
import type { RunsOrder, SortKey } from './runs-list.ts';

interface RunsGridProps {
  /** In order. */
  readonly runs: readonly RunRecord[];
  readonly columns: readonly MetricName[];
  readonly order: RunsOrder;
  readonly onOrder: (order: RunsOrder) => void;
  readonly pickedIds: ReadonlySet<string>;
  readonly onPick: (ids: ReadonlySet<string>) => void;
  readonly selectedId: string | null;
}

const rowHeight = 44;

/** Runs as a table of any length: only the rows in sight are there, and say where they belong. */
export function RunsGrid(props: RunsGridProps) {
  const { runs, columns, pickedIds, onPick, selectedId } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const shown = rows.getVirtualItems();
  const [first, last] = [shown[0], shown.at(-1)];
  const pick = (id: string, isPicked: boolean) => {
    const next = new Set(pickedIds);
    if (isPicked) next.add(id);
    else next.delete(id);
    onPick(next);
  };
  return (
    <section className="RunsGrid" ref={scroller} aria-label="Runs, in rows">
      <table aria-rowcount={runs.length + 1}>
        <caption className="visually-hidden">Runs; pick some with the boxes</caption>
        <Head {...props} />
        <tbody>
          <Spacer height={first?.start ?? 0} />
          {shown.map(({ index }) => {
            const run = runs[index];
            return (
              run !== undefined && (
                <Row
                  key={run.id}
                  run={run}
                  place={index}
                  columns={columns}
                  isPicked={pickedIds.has(run.id)}
                  onPick={pick}
                  isSelected={run.id === selectedId}
                />
              )
            );
          })}
          <Spacer height={rows.getTotalSize() - (last?.end ?? 0)} />
        </tbody>
      </table>
    </section>
  );
}

const Spacer = ({ height }: { readonly height: number }) =>
  height > 0 && <tr aria-hidden style={{ height }} />;

function Head({ runs, columns, order, onOrder, pickedIds, onPick }: RunsGridProps) {
  const isEveryPicked = runs.length > 0 && runs.every(({ id }) => pickedIds.has(id));
  const pickAll = () => onPick(isEveryPicked ? new Set() : new Set(runs.map(({ id }) => id)));
  const headOf = (by: SortKey, label: string) => (
    <SortHead key={by} by={by} label={label} order={order} onOrder={onOrder} />
  );
  return (
    <thead>
      <tr aria-rowindex={1}>
        <td>
          <input
            type="checkbox"
            aria-label="Pick all of these runs"
            checked={isEveryPicked}
            onChange={pickAll}
          />
        </td>
        <td />
        {headOf('name', 'Run')}
        {columns.map((name) => headOf(name, metricOf(name).label))}
        {headOf('createdAt', 'When')}
      </tr>
    </thead>
  );
}

interface SortHeadProps extends Pick<RunsGridProps, 'order' | 'onOrder'> {
  readonly by: SortKey;
  readonly label: string;
}

function SortHead({ by, label, order, onOrder }: SortHeadProps) {
  const isOrdered = order.by === by;
  const direction = order.isDescending ? 'descending' : 'ascending';
  const Arrow = order.isDescending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={isOrdered ? direction : 'none'}>
      <button
        type="button"
        onClick={() => onOrder({ by, isDescending: isOrdered && !order.isDescending })}
      >
        {label}
        {isOrdered && <Arrow aria-hidden className="RunsGrid-arrow" />}
      </button>
    </th>
  );
}

interface RowProps extends Pick<RunsGridProps, 'columns'> {
  readonly run: RunRecord;
  readonly place: number;
  readonly isPicked: boolean;
  readonly isSelected: boolean;
  readonly onPick: (id: string, isPicked: boolean) => void;
}

function Row({ run, place, columns, isPicked, isSelected, onPick }: RowProps) {
  const family = familyOf(run.recipe.architecture);
  const variant = lastStepInWords(run) === null ? '' : ' variant';
  const isStarred = run.isStarred === true;
  return (
    <tr aria-rowindex={place + 2} className={isSelected ? 'selected' : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={`Pick ${run.name}`}
          checked={isPicked}
          onChange={(event) => onPick(run.id, event.target.checked)}
        />
      </td>
      <td>
        <button
          type="button"
          className="button quiet icon RunsGrid-star"
          aria-label={`Star ${run.name}`}
          aria-pressed={isStarred}
          onClick={() => void changeRun(run.id, { isStarred: !isStarred })}
        >
          <Star aria-hidden />
        </button>
      </td>
      <th scope="row">
        <RunName run={run} isSelected={isSelected} />
        <span className="RunsGrid-recipe small">
          <span aria-hidden className={`runs-mark ${family}${variant}`} />
          {run.colour !== undefined && (
            <span className={`RunsGrid-colour ${run.colour}`}>{run.colour}</span>
          )}{' '}
          {run.status === 'finished' ? '' : `${run.status} · `}
          {run.note || recipeInWords(run)}
        </span>
      </th>
      {columns.map((name) => (
        <td key={name}>{figureInWords(run, name)}</td>
      ))}
      <td>{new Date(run.createdAt).toLocaleDateString()}</td>
    </tr>
  );
}
