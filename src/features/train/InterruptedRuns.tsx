import { useEffect, useState } from 'react';
import {
  discardInterruptedRun,
  findInterruptedRuns,
  keepInterruptedRun,
} from '../../actions/interrupted-runs.ts';
import type { RunHistory } from '../../storage/stored.ts';
import { formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

/** Runs of an earlier visit that were cut off: kept as they were, or thrown away. */
export function InterruptedRuns() {
  const [runs, setRuns] = useState<readonly RunHistory[]>([]);
  const [settlingId, setSettlingId] = useState<string | null>(null);
  useEffect(() => {
    let isMounted = true;
    void findInterruptedRuns().then((found) => isMounted && setRuns(found));
    return () => {
      isMounted = false;
    };
  }, []);
  const settle = async (id: string, action: (id: string) => Promise<void>) => {
    setSettlingId(id);
    await action(id);
    setSettlingId(null);
    setRuns((left) => left.filter((run) => run.id !== id));
  };
  return runs.map(({ id, name, steps }) => (
    <Notice key={id}>
      <span>
        {name} was cut off before its end; its network is kept as it was after{' '}
        {formatInteger(steps)} steps.
      </span>
      <span className="TrainingNotices-ways row">
        <button
          type="button"
          className="button"
          disabled={settlingId !== null}
          onClick={() => void settle(id, keepInterruptedRun)}
        >
          {settlingId === id ? 'Evaluating…' : 'Keep it as a run'}
        </button>
        <button
          type="button"
          className="button quiet"
          disabled={settlingId !== null}
          onClick={() => void settle(id, discardInterruptedRun)}
        >
          Throw it away
        </button>
      </span>
    </Notice>
  ));
}
