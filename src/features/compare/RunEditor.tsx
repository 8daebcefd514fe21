import { Download, Trash2 } from 'lucide-react';
import { changeRun, downloadRun, renameRun } from '../../actions/runs.ts';
import { type RunRecord, runColours } from '../../core/run.ts';
import { accuracyInWords } from '../../ui/format.ts';
import { changesInWords, recipeInWords } from './run-words.ts';

interface RunEditorProps {
  readonly run: RunRecord;
  readonly runs: readonly RunRecord[];
  readonly onDelete: (ids: readonly string[]) => void;
}

const mostNoteLetters = 500;

/** What a run is and what its owner says of it: name, note, colour; its file; and its end. */
export function RunEditor({ run, runs, onDelete }: RunEditorProps) {
  const changes = changesInWords(run, runs);
  return (
    <div className="runs-details">
      <p>{recipeInWords(run)}</p>
      {changes !== null && <p>{changes}</p>}
      <p>
        Validation {accuracyInWords(run.validation)}
        {run.test !== null && <> · test {accuracyInWords(run.test)}</>} ·{' '}
        {new Date(run.createdAt).toLocaleString()}
      </p>
      {run.isWithoutWeights === true && (
        <p>Its weights are no longer kept: training its recipe again makes them.</p>
      )}
      <div className="row">
        <input
          className="input"
          aria-label={`Name of ${run.name}`}
          key={`name ${run.id}`}
          defaultValue={run.name}
          maxLength={80}
          onBlur={(event) => void renameRun(run.id, event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <button
          type="button"
          className="button icon"
          aria-label={`Download ${run.name}`}
          title="Download"
          disabled={run.isWithoutWeights === true}
          onClick={() => void downloadRun(run)}
        >
          <Download aria-hidden />
        </button>
        <button
          type="button"
          className="button icon"
          aria-label={`Delete ${run.name}`}
          title="Delete"
          onClick={() => onDelete([run.id])}
        >
          <Trash2 aria-hidden />
        </button>
      </div>
      <div className="row">
        <input
          className="input"
          aria-label={`Note on ${run.name}`}
          placeholder="Note"
          key={`note ${run.id}`}
          defaultValue={run.note ?? ''}
          maxLength={mostNoteLetters}
          onBlur={(event) =>
            void changeRun(run.id, { note: event.target.value.trim() || undefined })
          }
        />
        <select
          className="input"
          aria-label={`Colour of ${run.name}`}
          value={run.colour ?? ''}
          onChange={(event) =>
            void changeRun(run.id, { colour: runColours.find((one) => one === event.target.value) })
          }
        >
          <option value="">no colour</option>
          {runColours.map((colour) => (
            <option key={colour} value={colour}>
              {colour}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
