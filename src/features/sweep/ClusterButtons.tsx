import { useRef, useState } from 'react';
import { type AddedResults, addResults, saveSweepFile } from '../../actions/cluster.ts';
import type { StoredSweep } from '../../storage/stored.ts';
import { Notice } from '../../ui/Notice.tsx';

/** The way of a sweep to a cluster, and of its results back. */
export function ClusterButtons({ stored: { id, sweep } }: { readonly stored: StoredSweep }) {
  const picker = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<AddedResults | null>(null);
  const save = () => {
    saveSweepFile(sweep);
    setOutcome({
      ok: true,
      words:
        'sweep.json is saved. Train it with python -m sizewise_sweep sweep.json (docs/cluster.md says how), then add the results.jsonl that it writes.',
    });
  };
  return (
    <div className="sweep-progress">
      <div className="row">
        <button type="button" className="button" onClick={save}>
          Take it to a cluster
        </button>
        <button type="button" className="button" onClick={() => picker.current?.click()}>
          Add results
        </button>
        <input
          ref={picker}
          type="file"
          accept=".jsonl,.json,.txt"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="File of results"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file !== undefined) void addResults(id, file).then(setOutcome);
          }}
        />
      </div>
      {outcome !== null && (
        <Notice kind={outcome.ok ? 'info' : 'problem'}>
          {outcome.ok ? <output aria-label="Cluster">{outcome.words}</output> : outcome.words}
        </Notice>
      )}
    </div>
  );
}
