import { useState } from 'react';
import { useStore } from 'zustand';
import { selectRun } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';
import { compressionStore } from '../../stores/compression.ts';
import { formatBytes, formatPercent } from '../../ui/format.ts';
import { StepRow } from './StepRow.tsx';
import { useBench } from './use-bench.ts';

/** The trained run, and under it what is done to it, in order. */
export function StepList() {
  const { root, steps } = useBench();
  const isApplying = useStore(compressionStore, ({ applying }) => applying !== null);
  const [openPlace, setOpenPlace] = useState<number | null>(null);
  if (steps.length === 0) return null;
  return (
    <ol className="StepList" aria-label="Steps">
      {root !== null && (
        <li className="StepList-root">
          <span>{root.name}</span>
          <span className="StepList-result">{resultInWords(root)}</span>
        </li>
      )}
      {steps.map((state, place) => (
        <StepRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is what stands at its place
          key={place}
          {...{ state, place, count: steps.length }}
          isOpen={openPlace === place}
          isLocked={isApplying}
          onToggle={() => setOpenPlace(openPlace === place ? null : place)}
          onMoved={setOpenPlace}
        >
          {state.variant !== null && <Result run={state.variant} />}
        </StepRow>
      ))}
    </ol>
  );
}

function Result({ run }: { readonly run: RunRecord }) {
  return (
    <button
      type="button"
      className="StepList-result variant"
      title={`Show ${run.name}`}
      aria-label={`Show ${run.name}: ${resultInWords(run)}`}
      onClick={() => selectRun(run)}
    >
      {resultInWords(run)}
    </button>
  );
}

/** `98.94 % · 41.2 KB`: on the validation images, as the chart has it. */
const resultInWords = ({ validation, size }: RunRecord): string =>
  `${formatPercent(validation.correct / validation.n)} · ${formatBytes(size.fileBytes)}`;
