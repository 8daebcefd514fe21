import { useEffect, useState } from 'react';
import {
  discardInterruptedRun,
  findInterruptedRuns,
  keepInterruptedRun,
} from '../../actions/interrupted-runs.ts';
import type { RunHistory } from '../../storage/runs-db.ts';
import { formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

/** Runs of an earlier visit that were cut off: kept as they were, or thrown away. */
export function InterruptedRuns() {
  const [runs, setRuns] = useState<readonly RunHistory[]>([]);
  useEffect(() => {
    let isMounted = true;
    void findInterruptedRuns().then((found) => isMounted && setRuns(found));
    return () => {
      isMounted = false;
    };
  }, []);
  const settle = (id: string, action: (id: string) => Promise<void>) => {
    setRuns(runs.filter((run) => run.id !== id));
    void action(id);
  };
  return runs.map(({ id, name, steps }) => (
    <Notice key={id}>
      <span>
        {name} was cut off when the page closed; its network is kept as it was after{' '}
        {formatInteger(steps)} steps.
      </span>
      <span className="TrainingNotices-ways row">
        <button type="button" className="button" onClick={() => settle(id, keepInterruptedRun)}>
          Keep it as a run
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => settle(id, discardInterruptedRun)}
        >
          Throw it away
        </button>
      </span>
    </Notice>
  ));
}
