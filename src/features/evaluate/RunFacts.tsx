import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { measureRun } from '../../actions/measure-latency.ts';
import type { Latency, RunRecord } from '../../core/run.ts';
import { falseFigures, reproduction } from '../../share/claim.ts';
import { runsStore } from '../../stores/runs.ts';
import { viewStore } from '../../stores/view.ts';
import { falseFiguresInWords } from '../../ui/claim-words.ts';
import {
  formatBytes,
  formatCount,
  formatInteger,
  formatMs,
  formatRuntime,
  formatSeconds,
} from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

interface RunProps {
  readonly run: RunRecord;
}

/** How long the run took, how fast its network answers, and how large it is. */
export function RunFacts({ run }: RunProps) {
  return (
    <div className="results-facts">
      <TimeFacts run={run} />
      <LatencyFacts run={run} />
      <SizeFacts run={run} />
    </div>
  );
}

interface FactsProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
}

function Facts({ title, children, note }: FactsProps) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>{children}</dl>
      {note}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TimeFacts({ run: { timing, epochs, steps } }: RunProps) {
  if (steps === 0)
    return (
      <Facts title="Training time" note={<p className="small">Made without a training step.</p>}>
        <Fact name="steps">0</Fact>
      </Facts>
    );
  const secondsPerEpoch = epochs.reduce((sum, { seconds }) => sum + seconds, 0) / epochs.length;
  return (
    <Facts title="Training time">
      <Fact name="in all">{formatSeconds(timing.trainingSeconds)}</Fact>
      <Fact name="per epoch">{epochs.length === 0 ? '–' : formatSeconds(secondsPerEpoch)}</Fact>
      <Fact name="images a second">{formatInteger(timing.imagesPerSecond)}</Fact>
      <Fact name="first step">{formatMs(timing.firstStepMs)}</Fact>
      <Fact name="steps">{formatInteger(steps)}</Fact>
    </Facts>
  );
}

function LatencyFacts({ run }: RunProps) {
  const { latency } = run;
  const isMeasuring = useStore(runsStore, ({ measuringId }) => measuringId === run.id);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  return (
    <Facts
      title="Latency of one image"
      note={
        <>
          {latency !== null && <p className="small">{protocolInWords(run, latency)}</p>}
          {run.test !== null && (
            <button
              type="button"
              className="button"
              disabled={isMeasuring || isTraining}
              onClick={() => void measureRun(run.id)}
            >
              {isMeasuring ? 'Measuring…' : latency === null ? 'Measure' : 'Measure again'}
            </button>
          )}
          {isTraining && <p className="small">Waits while a network trains.</p>}
        </>
      }
    >
      <Fact name="p50">{latency === null ? '–' : formatMs(latency.p50Ms)}</Fact>
      <Fact name="p90">{latency === null ? '–' : formatMs(latency.p90Ms)}</Fact>
      <Fact name="p95">{latency === null ? '–' : formatMs(latency.p95Ms)}</Fact>
      <Fact name="first call">{latency === null ? '–' : formatMs(latency.firstCallMs)}</Fact>
      <Fact name="batch of 256">
        {latency?.imagesPerSecond == null ? '–' : `${formatInteger(latency.imagesPerSecond)}/s`}
      </Fact>
    </Facts>
  );
}

/** What a latency is of: without it the figure says nothing. */
const protocolInWords = ({ environment }: RunRecord, latency: Latency): string =>
  `${formatRuntime(latency.runtime)} · ${environment.browser} · ${latency.blocks} blocks of ${latency.callsPerBlock} calls after ${latency.warmUpCalls} to warm up${latency.whileHidden ? ', while the tab was hidden' : ''}`;

function SizeFacts({ run }: RunProps) {
  const { size, hash, runtime, engineVersion } = run;
  const { activationBytes } = size;
  return (
    <Facts
      title="Size"
      note={
        <>
          <HashNote hash={hash} ran={`${formatRuntime(runtime)}, engine ${engineVersion}`} />
          <ReproductionNote run={run} />
        </>
      }
    >
      <Fact name="parameters">{formatInteger(size.parameters)}</Fact>
      <Fact name="multiply-adds">{formatCount(size.macs)}</Fact>
      <Fact name="file">{formatBytes(size.fileBytes)}</Fact>
      <Fact name="deflated">{formatBytes(size.deflatedBytes)}</Fact>
      <Fact name={activationBytes === undefined ? 'peak activations' : 'memory for one image'}>
        {formatBytes(activationBytes ?? size.peakActivationBytes)}
      </Fact>
    </Facts>
  );
}

/** Two runs with the same hash are the same run, bit for bit. */
function HashNote({ hash, ran }: { readonly hash: string; readonly ran: string }) {
  const [isWhole, setIsWhole] = useState(false);
  return (
    <p className="small">
      Trained on {ran}. Hash{' '}
      <button
        type="button"
        className="results-hash"
        aria-expanded={isWhole}
        title="SHA-256 of all step losses and weights: the same hash is the same run, bit for bit"
        onClick={() => setIsWhole(!isWhole)}
      >
        {isWhole ? hash : hash.slice(0, 8)}
      </button>
    </p>
  );
}

/** Whether this run is the one that the opened link speaks of. */
function ReproductionNote({ run }: RunProps) {
  const claim = useStore(viewStore, (state) => state.claim);
  const outcome = reproduction(run, claim);
  if (claim === null || outcome === null) return null;
  const figures =
    claim.result &&
    falseFiguresInWords({
      ...{ claimed: claim.result, found: run },
      falseFigures: falseFigures(run, claim),
    });
  if (outcome === 'same' && figures !== null)
    return (
      <Notice kind="problem">
        Every bit is that of the link's run, its figures are not. {figures}
      </Notice>
    );
  if (outcome === 'same')
    return <Notice>✓ Reproduced exactly: every bit is that of the link's run.</Notice>;
  const reasons = {
    different: 'The same engine should give the same bits: please report this.',
    'other-engine': `That run was trained by engine ${claim.engineVersion}, this one by ${run.engineVersion}.`,
    'other-runtime': 'A GPU adds in an order of its own: train on the CPU to compare every bit.',
  };
  return (
    <Notice kind={outcome === 'different' ? 'problem' : 'info'}>
      Not bit for bit the link's run. {reasons[outcome]} {figures}
    </Notice>
  );
}
