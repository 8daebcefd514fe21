import { Plus, Redo2, Table2, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { announce } from '../../actions/announce.ts';
import { isSameNetwork } from '../../core/architecture.ts';
import { definitionOf } from '../../core/layers/index.ts';
import { presetOf } from '../../core/presets.ts';
import { type Summary, summarize } from '../../core/summary.ts';
import { recipeStore, redo, undo } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { viewStore } from '../../stores/view.ts';
import { formatCount, formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { FixButton } from './FixButton.tsx';
import { LayerList } from './LayerList.tsx';
import { Palette } from './Palette.tsx';
import { PresetSelect } from './PresetSelect.tsx';
import './ArchitecturePanel.css';

const paletteId = 'palette';

/** The network on the page: choose, build, edit, and see what each part costs. */
export function ArchitecturePanel() {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const selectedId = useStore(viewStore, (state) => state.selectedLayerId);
  const summary = summarize(architecture);
  const message = summary.problem?.message;
  useEffect(() => {
    if (message !== undefined) announce(message);
  }, [message]);
  return (
    <Panel title="Architecture" end={<Legend />}>
      <Tools summary={summary} selectedId={selectedId} />
      <p className="small ArchitecturePanel-preset">{presetOf(architecture)?.description}</p>
      <RunNotice />
      <LayerList summary={summary} selectedId={selectedId} />
      <WholeProblem summary={summary} />
      <Total summary={summary} />
    </Panel>
  );
}

function Legend() {
  return (
    <span className="ArchitecturePanel-legend">
      <span>parameters</span>
      <span>multiply-adds</span>
    </span>
  );
}

interface PartProps {
  readonly summary: Summary;
}

function Tools({ summary, selectedId }: PartProps & { readonly selectedId: string | null }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  const index = summary.layers.findIndex(({ layer }) => layer.id === selectedId);
  const selected = summary.layers[index];
  const place =
    selected === undefined
      ? 'Goes to the end. Select a layer to put it elsewhere.'
      : `Goes after layer ${index + 1}, ${definitionOf(selected.layer.kind).label}.`;
  return (
    <div className="ArchitecturePanel-tools">
      <PresetSelect architecture={summary.layers.map(({ layer }) => layer)} />
      <span className="ArchitecturePanel-edits">
        <button
          type="button"
          id="add-layer"
          className="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? paletteId : undefined}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Plus aria-hidden />
          Add layer
        </button>
        <History />
      </span>
      {isOpen && <Palette id={paletteId} place={place} onClose={close} />}
    </div>
  );
}

/** Never `disabled`: a press that uses up the last step would lose the focus. */
function History() {
  const canUndo = useStore(recipeStore.temporal, ({ pastStates }) => pastStates.length > 0);
  const canRedo = useStore(recipeStore.temporal, ({ futureStates }) => futureStates.length > 0);
  return (
    <span className="ArchitecturePanel-history">
      <button
        type="button"
        className="button icon"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        aria-disabled={!canUndo}
        onClick={undo}
      >
        <Undo2 aria-hidden />
      </button>
      <button
        type="button"
        className="button icon"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        aria-disabled={!canRedo}
        onClick={redo}
      >
        <Redo2 aria-hidden />
      </button>
    </span>
  );
}

/** Says that edits leave the running training alone. */
function RunNotice() {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const trained = useStore(runsStore, ({ active }) => active?.recipe.architecture ?? null);
  if (trained === null || isSameNetwork(trained, architecture)) return null;
  return (
    <Notice>
      Training goes on with the network as it was at the start; your edits apply to the next run.
    </Notice>
  );
}

/** What is wrong with the network as a whole, where its layers end. */
function WholeProblem({ summary: { problem } }: PartProps) {
  if (problem === null || problem.layerId !== null) return null;
  if (problem.code === 'empty')
    return <p className="ArchitecturePanel-empty">Start from a preset or add a layer.</p>;
  return (
    <div className="notice problem">
      <span>{problem.message}</span>
      <FixButton problem={problem} />
    </div>
  );
}

function Total({ summary: { parameters, trainableParameters, macs, problem } }: PartProps) {
  return (
    <div className="ArchitecturePanel-total">
      <strong>Total</strong>
      <span>
        <strong>
          {formatInteger(parameters)} parameters · {formatCount(macs)} MACs
        </strong>
        {problem !== null && problem.layerId !== null && (
          <span className="small">above the layer to put right</span>
        )}
        {trainableParameters !== parameters && (
          <span className="small">{formatInteger(trainableParameters)} of them trainable</span>
        )}
      </span>
      <button
        type="button"
        className="button quiet icon"
        aria-label="Summary"
        title="Summary of all layers"
        onClick={() => openView('summary')}
      >
        <Table2 aria-hidden />
      </button>
    </div>
  );
}
