import { useStore } from 'zustand';
import { measureRun } from '../../actions/measure-latency.ts';
import type { Latency, RunRecord } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatMs, formatRuntime } from '../../ui/format.ts';
import { coldTimesInWords, timesInWords } from './comparison.ts';

interface ColdCallProps {
  readonly run: RunRecord;
}

/** The latency that one cold call claims, and never without the one of warm calls. */
export function ColdCall({ run }: ColdCallProps) {
  const { latency } = run;
  const isMeasuring = useStore(runsStore, ({ measuringId }) => measuringId === run.id);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  return (
    <>
      {latency !== null && <Calls latency={latency} />}
      <p className="small">
        The article times one call of a network that was just loaded. The first call also prepares
        the weights and fills the caches, and one call is one chance: measure again and see it jump.
      </p>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isMeasuring || isTraining}
          onClick={() => void measureRun(run.id)}
        >
          {isMeasuring ? 'Measuring…' : latency === null ? 'Measure' : 'Measure again'}
        </button>
        {isTraining && <span className="small">Waits while a network trains.</span>}
      </div>
    </>
  );
}

function Calls({ latency }: { readonly latency: Latency }) {
  const { firstCallMs, p50Ms, p95Ms, blocks, callsPerBlock, warmUpCalls, runtime } = latency;
  return (
    <>
      <table className="Versions">
        <caption className="visually-hidden">One cold call against many warm ones</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">One image</th>
            <th scope="col">against p50</th>
          </tr>
        </thead>
        <tbody>
          <tr className="honest">
            <th scope="row">Honest: p50 of warm calls</th>
            <td>{formatMs(p50Ms)}</td>
            <td>1 ×</td>
          </tr>
          <tr className="honest">
            <th scope="row">Honest: p95</th>
            <td>{formatMs(p95Ms)}</td>
            <td>{timesInWords(p95Ms / p50Ms)}</td>
          </tr>
          <tr>
            <th scope="row">The article's: one cold call</th>
            <td>{formatMs(firstCallMs)}</td>
            <td>{coldTimesInWords(latency)}</td>
          </tr>
        </tbody>
      </table>
      <p className="small">
        Batch 1 · {formatRuntime(runtime)} · {blocks} blocks of {callsPerBlock} calls after{' '}
        {warmUpCalls} to warm up
      </p>
    </>
  );
}
