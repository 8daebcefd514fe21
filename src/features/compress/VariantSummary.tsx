import { GitCompareArrows } from 'lucide-react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { answeredTest } from '../../actions/answered-test.ts';
import type { RunRecord } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { Figure } from '../../ui/Figure.tsx';
import { formatBytes, formatPercent } from '../../ui/format.ts';
import { TestedPair } from '../../ui/TestedPair.tsx';
import {
  differenceInWords,
  isTested,
  rivalsOf,
  sizeInWords,
  verdictInWords,
} from './comparison.ts';

/** What the selected variant cost and saved, in two figures and a sentence; the rest is one click away. */
export function VariantSummary({ variant }: { readonly variant: RunRecord }) {
  const runs = useStore(runsStore, (state) => state.runs);
  const rivals = rivalsOf(variant, runs);
  const trained = rivals.find(({ role }) => role === 'trained') ?? rivals[0];
  const control = rivals.find(({ role }) => role === 'control');
  if (!isTested(variant) || trained === undefined) return null;
  return (
    <section className="VariantSummary" aria-label="Before and after">
      <div className="VariantSummary-figures">
        <Figure
          name="Variant size"
          label={sizeInWords(trained.run, variant)}
          value={formatBytes(variant.size.fileBytes)}
          note={
            <>
              file, was {formatBytes(trained.run.size.fileBytes)}
              <br />
              {formatBytes(variant.size.deflatedBytes)} deflated, was{' '}
              {formatBytes(trained.run.size.deflatedBytes)}
            </>
          }
          color="var(--variant)"
        />
        <Figure
          name="Variant accuracy"
          label={differenceInWords(trained.run, variant)}
          value={formatPercent(variant.test.correct / variant.test.n, 2)}
          note={`test, was ${formatPercent(trained.run.test.correct / trained.run.test.n, 2)}`}
          color="var(--variant)"
        />
      </div>
      <p className="small">
        <TestedPair before={trained.run} after={variant} read={answeredTest}>
          {verdictInWords}
        </TestedPair>
        {control !== undefined && (
          <> Against its control: {differenceInWords(control.run, variant)}.</>
        )}
      </p>
      <button type="button" className="button" onClick={() => openView('compare')}>
        <GitCompareArrows aria-hidden /> Before and after
      </button>
    </section>
  );
}
