import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { definitionOf } from '../../core/layers/index.ts';
import { maxTrainingBytes, memoryProblem, trainingMemory } from '../../core/memory.ts';
import { maxLayers } from '../../core/recipe.ts';
import { largestShare, maxParameters, type Summary, summarize } from '../../core/summary.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { Figure } from '../../ui/Figure.tsx';
import { formatBytes, formatCount, formatInteger, formatPercent } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { FileSizeCard } from './FileSizeCard.tsx';
import { LatencyCard } from './LatencyCard.tsx';
import './CostPanel.css';

/** What the network on the page costs, whether it has been trained or not. */
export function CostPanel() {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const summary = summarize(architecture);
  const isComplete = summary.layers.at(-1)?.outputShape != null;
  const known = (text: string) => (isComplete ? text : '–');
  const largest = (key: 'parameters' | 'macs') =>
    isComplete ? shareInWords(summary, key) : 'once every layer fits';
  const { parameters, trainableParameters, macs, weightBytes } = summary;
  return (
    <Panel
      title="Cost"
      sub="of the network on this page"
      end={
        <button type="button" className="button quiet" onClick={() => openView('fits')}>
          Where does it fit?
        </button>
      }
    >
      <div className="CostPanel-cards">
        <div className="CostPanel-card wide">
          <Figure
            name="Parameters"
            large
            value={known(formatInteger(parameters))}
            note={
              <>
                {largest('parameters')}
                {isComplete &&
                  trainableParameters !== parameters &&
                  ` · ${formatInteger(trainableParameters)} trainable`}
              </>
            }
          />
        </div>
        <FileSizeCard summary={summary} />
        <div className="CostPanel-card">
          <Figure
            name="Weight bytes"
            value={known(`${formatInteger(weightBytes)} B`)}
            note="float32: 4 for each parameter"
          />
        </div>
        <div className="CostPanel-card">
          <Figure
            name="MACs"
            label="MACs (multiply-adds)"
            value={known(macs < 1e9 ? formatInteger(macs) : formatCount(macs))}
            note={
              <>
                {largest('macs')}
                <br />
                FLOPs = 2 × MACs
              </>
            }
          />
        </div>
        <MemoryCard summary={summary} isComplete={isComplete} />
        <LatencyCard summary={summary} />
      </div>
      <Limits />
    </Panel>
  );
}

/** `84 % in one dense layer`: where most of something is. */
function shareInWords(summary: Summary, key: 'parameters' | 'macs'): string {
  const largest = largestShare(summary, key);
  if (largest === null) return 'none yet';
  return `${formatPercent(largest.share, 0)} in one ${definitionOf(largest.row.layer.kind).label}`;
}

interface MemoryCardProps {
  readonly summary: Summary;
  readonly isComplete: boolean;
}

function MemoryCard({ summary, isComplete }: MemoryCardProps) {
  const setup = useStore(recipeStore, (recipe) => recipe.setup);
  const training = trainingMemory(summary, setup);
  const problem = memoryProblem(summary, setup);
  const parts = [
    `weights ${formatBytes(training.weightBytes)}`,
    `gradients ${formatBytes(training.gradientBytes)}`,
    `optimizer ${formatBytes(training.optimizerBytes)}`,
    `activations ${formatBytes(training.activationBytes)}`,
  ];
  return (
    <div className="CostPanel-card">
      <Figure
        name="Peak activations"
        label="Memory for one image"
        value={isComplete ? formatBytes(summary.peakActivationBytes) : '–'}
        note={
          <span title={isComplete ? parts.join(' + ') : undefined}>
            peak activations
            {isComplete &&
              ` · ${formatBytes(training.totalBytes)} to train at batch ${setup.batchSize}`}
          </span>
        }
      />
      {isComplete && problem !== null && <span className="CostPanel-problem">{problem}</span>}
    </div>
  );
}

function Limits() {
  return (
    <details className="CostPanel-limits">
      <summary>Limits of this page</summary>
      <p className="small">
        At most {formatCount(maxParameters)} parameters, {maxLayers} layers and{' '}
        {formatBytes(maxTrainingBytes)} while training: a browser may end a tab that takes more.
        Training memory is weights, gradients, optimizer state and one batch of activations,
        computed, not read from the browser.
      </p>
    </details>
  );
}
