import './CompareView.css';
import { useState } from 'react';
import { useStore } from 'zustand';
import { answeredTest } from '../../actions/answered-test.ts';
import { readTestPixels } from '../../actions/read-images.ts';
import { isVariant } from '../../core/lineage.ts';
import { stepsOf } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import { stepInWords } from '../../core/techniques/index.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { FlippedDigits } from '../../ui/FlippedDigits.tsx';
import { TestedPair } from '../../ui/TestedPair.tsx';
import { AnyTwo } from './AnyTwo.tsx';
import { ClassDamage } from './ClassDamage.tsx';
import { ComparisonTable } from './ComparisonTable.tsx';
import { isTested, type Rival, rivalsOf, type TestedRun, verdictInWords } from './comparison.ts';
import { LatencyInTurn } from './LatencyInTurn.tsx';
import { QuantizationPictures, quantizationOf } from './QuantizationPictures.tsx';
import { SizesTable } from './SizesTable.tsx';
import { StudentView } from './StudentView.tsx';
import { classOf } from './student.ts';
import { WeightPictures } from './WeightPictures.tsx';

/**
 * The selected variant against the run as it was trained, the step before or a control, on the same 10,000 images; a student
 * against its teacher and its control.
 */
export function CompareView() {
  const variant = useStore(runsStore, selectedRun);
  const runs = useStore(runsStore, (state) => state.runs);
  const pupils = classOf(variant, runs);
  if (pupils !== null) return <StudentView {...pupils} />;
  const rivals = variant === null ? [] : rivalsOf(variant, runs);
  if (variant === null || !isVariant(variant) || !isTested(variant) || rivals.length === 0)
    return <Unrelated selected={variant} runs={runs} />;
  return <Comparison key={variant.id} variant={variant} rivals={rivals} />;
}

interface UnrelatedProps {
  readonly selected: RunRecord | null;
  readonly runs: readonly RunRecord[];
}

/** Nothing that the selected run was made from: what to do, and any two runs. */
function Unrelated({ selected, runs }: UnrelatedProps) {
  const tested = runs.filter(isTested).toReversed();
  if (tested.length < 2) return <p>{emptyWords(selected)}</p>;
  return <AnyTwo runs={tested} selectedId={selected?.id ?? null} />;
}

function emptyWords(selected: RunRecord | null): string {
  return selected !== null && isVariant(selected)
    ? 'The run that this variant was made from is gone, so there is nothing to compare it with.'
    : 'There is nothing to compare yet: that takes two runs. Finish two, or finish one and make it smaller on the bench, or let another network learn from it (Setup, Teacher).';
}

interface ComparisonProps {
  readonly variant: TestedRun;
  readonly rivals: readonly Rival[];
}

function Comparison({ variant, rivals }: ComparisonProps) {
  const [role, setRole] = useState<Rival['role']>('trained');
  const rival = rivals.find((candidate) => candidate.role === role) ?? rivals[0];
  if (rival === undefined) return null;
  const quantization = quantizationOf(variant);
  const pair = { before: rival.run, after: variant };
  return (
    <div className="CompareView">
      <p>
        <strong className="CompareView-variant">{variant.name}</strong> is{' '}
        {stepsOf(variant.recipe).map(stepInWords).join(', then ')}.{' '}
        <TestedPair {...pair} read={answeredTest}>
          {verdictInWords}
        </TestedPair>
      </p>
      {rivals.length > 1 && (
        <label className="row">
          Against
          <select
            className="input"
            value={role}
            onChange={(event) => setRole(event.target.value as Rival['role'])} // the options are roles
          >
            {rivals.map(({ role: own, words, run }) => (
              <option key={own} value={own}>
                {run.name}, {words}
              </option>
            ))}
          </select>
        </label>
      )}
      <ComparisonTable {...pair} />
      <SizesTable {...pair} />
      <ClassDamage {...pair} />
      <LatencyInTurn key={`${rival.run.id} latency`} {...pair} />
      <WeightPictures key={`${rival.run.id} weights`} {...pair} />
      {quantization !== null && <QuantizationPictures {...quantization} />}
      <TestedPair {...pair} read={answeredTest}>
        {(before, after) => (
          <FlippedDigits
            key={`${rival.run.id} digits`}
            {...{ before, after }}
            readPixels={readTestPixels}
          />
        )}
      </TestedPair>
    </div>
  );
}
