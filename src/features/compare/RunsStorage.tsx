import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { storeAfterAll } from '../../actions/runs.ts';
import {
  addRunsFile,
  askToPersist,
  downloadRuns,
  dropWeights,
  type StorageUse,
  storageUse,
  withWeightsToDrop,
} from '../../actions/storage.ts';
import type { RunRecord } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

interface RunsStorageProps {
  readonly runs: readonly RunRecord[];
}

/** Dropped at a time: the oldest that nobody starred. */
const dropCount = 20;

/** What the runs take up, all of them as one file and back, and room made by hand. */
export function RunsStorage({ runs }: RunsStorageProps) {
  const [use, setUse] = useState<StorageUse | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<{ words: string; isProblem: boolean } | null>(null);
  const unstoredIds = useStore(runsStore, (state) => state.unstoredIds);
  const unstored = unstoredIds.length;
  const picker = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when there are other runs
  useEffect(() => {
    void storageUse().then(setUse, () => setUse(null));
  }, [runs]);
  const work = async (what: () => Promise<string>) => {
    setProgress(0);
    try {
      setOutcome({ words: await what(), isProblem: false });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      setOutcome({ words, isProblem: true });
    }
    setProgress(null);
  };
  const follow = (done: number, of: number) => setProgress(of === 0 ? 1 : done / of);
  const droppable = useMemo(
    () => withWeightsToDrop(runs, unstoredIds).slice(0, dropCount),
    [runs, unstoredIds],
  );
  const freedBytes = droppable.reduce((sum, { size }) => sum + size.weightBytes, 0);
  return (
    <section className="RunsStorage" aria-label="Storage">
      <h3>Storage</h3>
      <p className="small">
        {use === null
          ? 'This browser does not say how much room the runs take.'
          : `${formatBytes(use.usedBytes)} kept in this browser, of ${formatBytes(use.quotaBytes)} that it allows. ${use.isPersistent ? 'It promised not to clear them by itself.' : 'It may clear them when it wants room.'}`}
      </p>
      {unstored > 0 && (
        <Notice kind="problem">
          There was no room for {unstored === 1 ? 'one run' : `${unstored} runs`} of this visit.
          Make some below or in the browser's settings, then{' '}
          <button
            type="button"
            className="button"
            disabled={progress !== null}
            onClick={() =>
              void work(async () => {
                const left = await storeAfterAll();
                return left === 0
                  ? 'All runs are stored.'
                  : `There is still no room for ${left} of them: make more.`;
              })
            }
          >
            Store them now
          </button>
        </Notice>
      )}
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={runs.length === 0 || progress !== null}
          onClick={() =>
            void work(async () => {
              await downloadRuns(runs, follow);
              return `${runs.length} runs are in the file.`;
            })
          }
        >
          Save all as a file
        </button>
        <button
          type="button"
          className="button"
          disabled={progress !== null}
          onClick={() => picker.current?.click()}
        >
          Add from a file
        </button>
        <input
          ref={picker}
          type="file"
          accept=".sizewise"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="File of runs"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file !== undefined) void work(() => addRunsFile(file, follow));
          }}
        />
        {use?.isPersistent === false && (
          <button
            type="button"
            className="button"
            onClick={() =>
              void work(async () => {
                const isPersistent = await askToPersist();
                setUse({ ...use, isPersistent });
                return isPersistent
                  ? 'The browser keeps them until you clear them.'
                  : 'The browser did not promise it: save a file of what matters.';
              })
            }
          >
            Ask to keep them
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={droppable.length === 0 || progress !== null}
          onClick={() =>
            void work(async () => {
              await dropWeights(droppable.map(({ id }) => id));
              return `The weights of ${droppable.length} runs are gone; their recipes make them again.`;
            })
          }
        >
          Drop the weights of the {droppable.length} oldest without a star (about{' '}
          {formatBytes(freedBytes)})
        </button>
      </div>
      {progress !== null && (
        <progress className="progress" aria-label="Runs done" max={1} value={progress} />
      )}
      {outcome !== null && (
        <Notice kind={outcome.isProblem ? 'problem' : 'info'}>{outcome.words}</Notice>
      )}
    </section>
  );
}
