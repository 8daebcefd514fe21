import { ChevronDown } from 'lucide-react';
import { type CSSProperties, memo, useMemo, useState } from 'react';
import { openView } from '../../actions/address.ts';
import { familyOf } from '../../core/describe.ts';
import { byFamily } from '../../core/lineage.ts';
import type { RunRecord } from '../../core/run.ts';
import {
  formatBytes,
  formatCount,
  formatInteger,
  formatMs,
  formatPercent,
  formatSeconds,
} from '../../ui/format.ts';
import { RunEditor } from './RunEditor.tsx';
import { RunName } from './RunName.tsx';
import { lastStepInWords } from './run-words.ts';

interface RunsTableProps {
  readonly runs: readonly RunRecord[];
  readonly selectedId: string | null;
  readonly onDelete: (ids: readonly string[]) => void;
}

/** Deeper ones stand no further in: the column is narrow. */
const mostIndents = 3;

/** More are for the view of all runs, whose table can be of any length. */
const mostRows = 30;

/** The newest runs first, each variant under what it was made from. Picking a name shows its results and brings its network back. */
export const RunsTable = memo(function RunsTable({ runs, selectedId, onDelete }: RunsTableProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const families = useMemo(() => byFamily(runs).slice(0, mostRows), [runs]);
  return (
    <div className="runs-table">
      <table>
        <caption className="visually-hidden">
          Finished runs, newest first, variants under what they were made from
        </caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Accuracy</th>
            <th scope="col">Size</th>
            <th scope="col">Latency</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {families.map(({ run, depth }) => (
            <RunRow
              key={run.id}
              run={run}
              depth={depth}
              runs={runs}
              isSelected={run.id === selectedId}
              isOpen={run.id === openId}
              onToggle={() => setOpenId(run.id === openId ? null : run.id)}
              onDelete={onDelete}
            />
          ))}
        </tbody>
      </table>
      {runs.length > families.length && (
        <button type="button" className="button quiet" onClick={() => openView('runs')}>
          All {formatInteger(runs.length)} runs
        </button>
      )}
    </div>
  );
});

interface RunRowProps {
  readonly run: RunRecord;
  /** How many steps of compression are between it and the run at the head of its family. */
  readonly depth: number;
  readonly runs: readonly RunRecord[];
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onDelete: (ids: readonly string[]) => void;
}

function RunRow({ run, depth, runs, isSelected, isOpen, onToggle, onDelete }: RunRowProps) {
  const family = familyOf(run.recipe.architecture);
  const step = lastStepInWords(run);
  return (
    <>
      <tr className={isSelected ? 'selected' : undefined}>
        <th scope="row" style={{ '--depth': Math.min(depth, mostIndents) } as CSSProperties}>
          <RunName run={run} isSelected={isSelected} />
          <span className="small">
            <span aria-hidden className={`runs-mark ${family}${step === null ? '' : ' variant'}`} />{' '}
            {step ?? family}
            {run.status === 'finished' ? '' : ` · ${run.status}`}
          </span>
        </th>
        <td>
          {formatPercent(run.validation.correct / run.validation.n)}
          <span className="small">
            {run.test === null ? 'no test' : `test ${formatPercent(run.test.correct / run.test.n)}`}
          </span>
        </td>
        <td>
          {formatBytes(run.size.fileBytes)}
          <span className="small">{formatCount(run.size.parameters)} par.</span>
        </td>
        <td>
          {run.latency === null ? '–' : formatMs(run.latency.p50Ms)}
          <span className="small">
            {run.steps === 0 ? 'no' : formatSeconds(run.timing.trainingSeconds)} training
          </span>
        </td>
        <td>
          <button
            type="button"
            className="button quiet icon"
            aria-expanded={isOpen}
            aria-label={`More about ${run.name}`}
            onClick={onToggle}
          >
            <ChevronDown aria-hidden />
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr className="runs-more">
          <td colSpan={5}>
            <RunEditor run={run} runs={runs} onDelete={onDelete} />
          </td>
        </tr>
      )}
    </>
  );
}
