import { useStore } from 'zustand';
import type { Latency } from '../../core/run.ts';
import type { Summary } from '../../core/summary.ts';
import { engineStore } from '../../stores/engine.ts';
import { Figure } from '../../ui/Figure.tsx';
import { formatMs, formatRuntime } from '../../ui/format.ts';
import { useMatchingRun } from './use-matching-run.ts';

/** How long one image takes on this device: the full measurement of a run of this network, else the quick one. */
export function LatencyCard({ summary }: { readonly summary: Summary }) {
  const quick = useStore(engineStore, (state) => state.quickLatency);
  const run = useMatchingRun();
  const latency = run?.latency ?? quick.latency;
  const words =
    latency === null
      ? waitingInWords(summary.problem !== null ? 'broken' : quick.status)
      : protocolInWords(latency, run?.latency === latency ? run.environment.browser : null);
  return (
    <div className="CostPanel-card wide">
      <div className="CostPanel-pair">
        <Figure name="Latency p50" value={latency === null ? '–' : formatMs(latency.p50Ms)} />
        <Figure name="Latency p95" value={latency === null ? '–' : formatMs(latency.p95Ms)} />
      </div>
      <p className="small">{words}</p>
    </div>
  );
}

function waitingInWords(status: 'broken' | 'idle' | 'measuring' | 'waiting'): string {
  switch (status) {
    case 'broken':
      return 'Measured once the network is complete';
    case 'measuring':
      return 'Measuring…';
    case 'waiting':
      return 'Waits while a network trains: both would be slower';
    case 'idle':
      return 'One image on this device; not measured yet';
    default:
      return status satisfies never;
  }
}

/** What stands beside every latency: without it, the number means nothing. */
function protocolInWords(latency: Latency, browser: string | null): string {
  const parts = [
    latency.quick ? 'quick figure, untrained weights' : 'full measurement',
    formatRuntime(latency.runtime),
    'batch 1',
    `${latency.blocks} blocks of ${latency.callsPerBlock} calls`,
    browser ?? 'this browser',
    ...(latency.whileHidden ? ['while the tab was hidden'] : []),
  ];
  return parts.join(' · ');
}
