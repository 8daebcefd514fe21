import { useState } from 'react';
import { useStore } from 'zustand';
import { failureInWords } from '../../actions/engine.ts';
import { measureInTurn } from '../../actions/measure-latency.ts';
import type { Latency } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatMs, formatRuntime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PairHead, type PairProps } from './PairHead.tsx';

type Pair = readonly [Latency, Latency];

/** Both networks timed block by block in turn, and beside it what one cold call of each would have said. */
export function LatencyInTurn({ before, after }: PairProps) {
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const [done, setDone] = useState<number | null>(null);
  const [latencies, setLatencies] = useState<Pair | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const measure = async () => {
    setDone(0);
    setProblem(null);
    try {
      setLatencies(await measureInTurn([before.id, after.id], setDone));
    } catch (error) {
      setProblem(failureInWords(error));
    } finally {
      setDone(null);
    }
  };
  return (
    <section className="LatencyInTurn">
      <h3>Latency of one image, in turn</h3>
      {latencies === null && (
        <p className="small">
          A block of one, a block of the other, and so on: what slows this machine for a moment
          slows both.
        </p>
      )}
      {latencies !== null && <Figures latencies={latencies} {...{ before, after }} />}
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <button
        type="button"
        className="button"
        disabled={done !== null || isTraining}
        onClick={() => void measure()}
      >
        {done !== null ? 'Measuring…' : latencies === null ? 'Measure both' : 'Measure again'}
      </button>
      {isTraining && <p className="small">Waits while a network trains.</p>}
    </section>
  );
}

function Figures({ latencies: [first, second], before, after }: PairProps & { latencies: Pair }) {
  const rows = [
    { name: 'The honest version: p50', of: ({ p50Ms }: Latency) => p50Ms },
    { name: 'p95', of: ({ p95Ms }: Latency) => p95Ms },
    { name: "The article's version: one cold call", of: ({ firstCallMs }: Latency) => firstCallMs },
  ];
  return (
    <>
      <div className="CompareView-scroll">
        <table className="CompareView-table">
          <caption className="visually-hidden">Latencies measured in turn</caption>
          <PairHead before={before} after={after} last={<th scope="col">faster</th>} />
          <tbody>
            {rows.map(({ name, of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatMs(of(first))}</td>
                <td>{formatMs(of(second))}</td>
                <td>{(of(first) / of(second)).toFixed(2)} ×</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small">
        {formatRuntime(first.runtime)} · {first.blocks} blocks each, in turn, of{' '}
        {first.callsPerBlock} and {second.callsPerBlock} calls after {first.warmUpCalls} and{' '}
        {second.warmUpCalls} to warm up. One cold call, as the article times it, also pays for
        whatever comes first: it says another ratio every time.
      </p>
    </>
  );
}
