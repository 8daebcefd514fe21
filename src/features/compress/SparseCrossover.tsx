import { lazy, Suspense, useState } from 'react';
import { measureSparsity } from '../../actions/measure-latency.ts';
import { crossoverOf } from '../../core/crossover.ts';
import type { RunRecord } from '../../core/run.ts';
import type { SparsitySpeed } from '../../protocol/jobs.ts';
import { formatPercent } from '../../ui/format.ts';
import { AskButton } from './AskButton.tsx';
import { useAnswer } from './use-answer.ts';

const Lines = lazy(async () => ({ default: (await import('./Lines.tsx')).Lines }));

interface SparseCrossoverProps {
  readonly run: RunRecord;
}

/** From how many zeros on a layer of this network gains time when they are left out, measured here. */
export function SparseCrossover({ run }: SparseCrossoverProps) {
  const asked = useAnswer((options) => measureSparsity(run.id, options));
  const { answer } = asked;
  return (
    <>
      <p className="small">
        Zeros alone make no network faster: a dense product multiplies them like any other number.
        Leaving them out takes another product, whose every weight costs more. It pays once enough
        of them are gone.
      </p>
      {answer !== null && <Speeds speed={answer} />}
      <AskButton
        of={asked}
        label={answer === null ? 'Measure the crossover' : 'Measure again'}
        doing="Shares of zeros measured"
        waits
      />
    </>
  );
}

function Speeds({ speed }: { readonly speed: SparsitySpeed }) {
  const [batch, setBatch] = useState(1);
  const points = speed.points.filter((point) => point.batch === batch);
  const crossover = crossoverOf(points);
  const { layerName, inputs, units } = speed;
  const times = points.flatMap(({ denseUs, sparseUs }) => [denseUs, sparseUs]);
  const words =
    crossover === null ? 'it never pays' : `it pays from ${formatPercent(crossover, 0)} zeros on`;
  return (
    <>
      <label className="row small">
        Images in one call
        <select
          className="input"
          value={batch}
          onChange={({ target }) => setBatch(Number(target.value))}
        >
          {[...new Set(speed.points.map((point) => point.batch))].map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <Suspense fallback={null}>
        <Lines
          label={`Time of ${layerName} at batch ${batch}, with its zeros and without: ${words}`}
          curves={[
            {
              ...{ name: 'dense', color: 'var(--muted)', dash: '5 3' },
              points: points.map(({ sparsity, denseUs }) => ({ x: sparsity, y: denseUs })),
            },
            {
              ...{ name: 'without zeros (CSR)', color: 'var(--variant)' },
              points: points.map(({ sparsity, sparseUs }) => ({ x: sparsity, y: sparseUs })),
            },
          ]}
          x={{
            ...{ label: 'zeros', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
            format: (share) => formatPercent(share, 0),
          }}
          y={{
            ...{ label: 'time of one image', scale: 'log' },
            domain: [Math.min(...times) / 1.2, Math.max(...times) * 1.2],
            format: formatUs,
          }}
          mark={crossover === null ? null : { x: crossover, words: formatPercent(crossover, 0) }}
        />
      </Suspense>
      <p>
        <strong>{layerName}</strong>, {inputs}×{units}, batch {batch}: {words}.
      </p>
      <p className="small">
        {ownZerosInWords(speed)} CPU · 1 thread, random zeros, the fastest of six blocks each, in
        turn.
      </p>
    </>
  );
}

/** What the engine does with the zeros that are there. */
function ownZerosInWords({ sparsity, layerName }: SparsitySpeed): string {
  const own = `In this network ${formatPercent(sparsity)} of ${layerName} is zero:`;
  return sparsity > 0.5
    ? `${own} where it computes in floats, it answers without them.`
    : `${own} too little, so it is multiplied in full.`;
}

/** `0.85 µs`, `26 µs`. */
const formatUs = (us: number): string => `${us < 10 ? us.toPrecision(2) : us.toFixed(0)} µs`;
