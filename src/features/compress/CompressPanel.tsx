import './CompressPanel.css';
import { type ReactNode, useMemo } from 'react';
import { useStore } from 'zustand';
import { choosePreset } from '../../actions/edit-steps.ts';
import { compressionPresets } from '../../core/compression-presets.ts';
import { beginWith, isVariant } from '../../core/lineage.ts';
import type { RunRecord } from '../../core/run.ts';
import { compressionStore } from '../../stores/compression.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Panel } from '../../ui/Panel.tsx';
import { AddStep } from './AddStep.tsx';
import { ApplySteps } from './ApplySteps.tsx';
import { ColdCall } from './ColdCall.tsx';
import { SparseCrossover } from './SparseCrossover.tsx';
import { StepList } from './StepList.tsx';
import { StudentSummary } from './StudentSummary.tsx';
import { classOf } from './student.ts';
import { VariantSummary } from './VariantSummary.tsx';

/** The compression bench: what is to be done to the trained network, and what it came to. */
export function CompressPanel() {
  const selected = useStore(runsStore, selectedRun);
  const runs = useStore(runsStore, (state) => state.runs);
  const pupils = useMemo(() => classOf(selected, runs), [selected, runs]);
  return (
    <Panel title="Make it smaller" sub="each step becomes a point on the chart">
      <div className="CompressPanel">
        <Presets />
        <StepList />
        <AddStep />
        <ApplySteps />
        {selected !== null && isVariant(selected) && <VariantSummary variant={selected} />}
        {pupils !== null && <StudentSummary {...pupils} />}
        {selected !== null && selected.test !== null && (
          <Questions key={selected.id} run={selected} />
        )}
      </div>
    </Panel>
  );
}

/** What the selected run can be asked about how it is measured. */
function Questions({ run }: { readonly run: RunRecord }) {
  const hasDense = run.recipe.architecture.some(({ kind }) => kind === 'dense');
  return (
    <>
      <Question words="One cold call, or an honest latency?">
        <ColdCall run={run} />
      </Question>
      {hasDense && (
        <Question words="Do zeros make it faster?">
          <SparseCrossover run={run} />
        </Question>
      )}
    </>
  );
}

interface QuestionProps {
  readonly words: string;
  readonly children: ReactNode;
}

function Question({ words, children }: QuestionProps) {
  return (
    <details className="Question">
      <summary>{words}</summary>
      <div className="Question-body">{children}</div>
    </details>
  );
}

function Presets() {
  const steps = useStore(recipeStore, ({ compression }) => compression);
  const isApplying = useStore(compressionStore, ({ applying }) => applying !== null);
  const chosen = compressionPresets.find(
    (preset) => preset.steps.length === steps.length && beginWith(steps, preset.steps),
  );
  return (
    <>
      <fieldset className="CompressPanel-presets">
        <legend className="visually-hidden">Presets</legend>
        {compressionPresets.map((preset) => (
          <button
            key={preset.id}
            type="button"
            className="button"
            title={preset.purpose}
            aria-pressed={preset === chosen}
            disabled={isApplying}
            onClick={() => choosePreset(preset)}
          >
            {preset.label}
          </button>
        ))}
      </fieldset>
      {chosen !== undefined && <p className="small">{chosen.purpose}</p>}
    </>
  );
}
