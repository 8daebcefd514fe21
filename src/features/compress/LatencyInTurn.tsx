import { measureInTurn } from '../../actions/measure-latency.ts';
import type { Latency } from '../../core/run.ts';
import { formatMs, formatRuntime } from '../../ui/format.ts';
import { AskButton } from './AskButton.tsx';
import { coldTimesInWords } from './comparison.ts';
import { PairHead, type PairProps } from './PairHead.tsx';
import { useAnswer } from './use-answer.ts';

type Pair = readonly [Latency, Latency];

/** Both networks timed block by block in turn, and beside it what one cold call of each would have said. */
export function LatencyInTurn({ before, after }: PairProps) {
  const asked = useAnswer((options) => measureInTurn([before.id, after.id], options));
  const { answer: latencies } = asked;
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
      <AskButton
        of={asked}
        label={latencies === null ? 'Measure both' : 'Measure again'}
        doing="Latencies measured"
        waits
      />
    </section>
  );
}

function Figures({ latencies: [first, second], before, after }: PairProps & { latencies: Pair }) {
  const rows = [
    { name: 'Honest: p50 of warm calls', of: ({ p50Ms }: Latency) => p50Ms },
    { name: 'Honest: p95', of: ({ p95Ms }: Latency) => p95Ms },
    { name: "The article's: one cold call", of: ({ firstCallMs }: Latency) => firstCallMs },
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
            <tr>
              <th scope="row">The cold call against p50</th>
              <td>{coldTimesInWords(first)}</td>
              <td>{coldTimesInWords(second)}</td>
              <td />
            </tr>
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
