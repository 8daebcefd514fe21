import './CompressPanel.css';
import { useStore } from 'zustand';
import { choosePreset } from '../../actions/edit-steps.ts';
import { compressionPresets } from '../../core/compression-presets.ts';
import { beginWith, isVariant } from '../../core/lineage.ts';
import { compressionStore } from '../../stores/compression.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Panel } from '../../ui/Panel.tsx';
import { AddStep } from './AddStep.tsx';
import { ApplySteps } from './ApplySteps.tsx';
import { StepList } from './StepList.tsx';
import { VariantSummary } from './VariantSummary.tsx';

/** The compression bench: what is to be done to the trained network, and what it came to. */
export function CompressPanel() {
  const selected = useStore(runsStore, selectedRun);
  return (
    <Panel title="Make it smaller" sub="each step becomes a point on the chart">
      <div className="CompressPanel">
        <Presets />
        <StepList />
        <AddStep />
        <ApplySteps />
        {selected !== null && isVariant(selected) && <VariantSummary variant={selected} />}
      </div>
    </Panel>
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
