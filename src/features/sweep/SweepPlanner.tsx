import { Play, Plus } from 'lucide-react';
import { useId, useMemo } from 'react';
import { useStore } from 'zustand';
import { saveSweepFile } from '../../actions/cluster.ts';
import { copyLink } from '../../actions/copy-link.ts';
import { sweepAddress } from '../../actions/sweep-link.ts';
import { keepPlanned, startSweep } from '../../actions/sweeps.ts';
import { describeArchitecture } from '../../core/describe.ts';
import { foldCounts } from '../../core/folds.ts';
import { type Recipe, stepsOf } from '../../core/recipe.ts';
import {
  maxAxes,
  maxSeeds,
  maxTrials,
  planSweep,
  type Sweep,
  type SweepPlan,
} from '../../core/sweep.ts';
import { sweepPresets } from '../../core/sweep-presets.ts';
import { stepInWords } from '../../core/techniques/index.ts';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';
import { sweepsStore } from '../../stores/sweeps.ts';
import { Notice } from '../../ui/Notice.tsx';
import { AxisEditor } from './AxisEditor.tsx';
import { SweepFigures } from './SweepFigures.tsx';

const change = (part: Partial<SweepPlan>): void =>
  sweepsStore.setState(({ draft }) => ({ draft: { ...draft, ...part } }));

const repeatByFolds = (folds: number | undefined): void =>
  sweepsStore.setState(({ draft: { folds: _, ...draft } }) => ({
    draft: folds === undefined ? draft : { ...draft, folds },
  }));

/** Chooses what is varied of the network on the page, and shows at once what it would cost. */
export function SweepPlanner() {
  const draft = useStore(sweepsStore, (state) => state.draft);
  const page = useStore(recipeStore);
  const sweep = useMemo<Sweep>(() => ({ ...draft, base: recipeOf(page) }), [draft, page]);
  const planned = planSweep(sweep);
  const runs = planned.trials.length;
  return (
    <>
      <p className="small">{baseInWords(sweep.base)}</p>
      <Presets sweep={sweep} />
      <details className="sweep-own">
        <summary>Choose what varies</summary>
        <Axes sweep={sweep} />
      </details>
      <Repeats plan={draft} />
      {planned.problem !== null && <Notice kind="problem">{planned.problem}</Notice>}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={planned.problem !== null}
          onClick={() => void startSweep()}
        >
          <Play aria-hidden /> Run {runs} {runs === 1 ? 'network' : 'networks'}
        </button>
        <button type="button" className="button" onClick={() => void copyLink(sweepAddress(sweep))}>
          Copy link
        </button>
        <button
          type="button"
          className="button"
          title="Saves it as a file, and keeps it here, paused, for the results"
          disabled={planned.problem !== null}
          onClick={() => {
            saveSweepFile(sweep);
            void keepPlanned();
          }}
        >
          Take it to a cluster
        </button>
      </div>
      <SweepFigures sweep={sweep} planned={planned} results={[]} />
    </>
  );
}

/** `Each run trains the network on the page (2 dense) for 3 epochs of 55,000 images …`. */
function baseInWords({ architecture, setup, ...recipe }: Recipe): string {
  const epochs = `${setup.epochs} ${setup.epochs === 1 ? 'epoch' : 'epochs'}`;
  const images = setup.trainingImages.toLocaleString('en-US');
  const steps = stepsOf({ architecture, setup, ...recipe }).map(stepInWords);
  const after = steps.length === 0 ? '' : `, then ${steps.join(', then ')}`;
  return `Each run trains the network on the page (${describeArchitecture(architecture)}) with its setup: ${epochs} of ${images} images${after}. It becomes an ordinary run.`;
}

function Presets({ sweep: { base, axes, folds } }: { readonly sweep: Sweep }) {
  const chosen = JSON.stringify([axes, folds]);
  return (
    <ul className="sweep-presets" aria-label="Common sweeps">
      {sweepPresets.map((preset) => {
        const own = preset.axes(base);
        return (
          <li key={preset.id}>
            <button
              type="button"
              aria-pressed={JSON.stringify([own, preset.folds]) === chosen}
              onClick={() => {
                change({ axes: own, kind: 'grid' });
                repeatByFolds(preset.folds);
              }}
            >
              <strong>{preset.label}</strong>
              <span className="small">{preset.purpose}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Axes({ sweep: { axes, base, kind } }: { readonly sweep: Sweep }) {
  return (
    <div className="sweep-axes">
      {axes.map((axis, place) => (
        <AxisEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its place
          key={place}
          {...{ axis, base }}
          isRandom={kind === 'random'}
          onChange={(next) => change({ axes: axes.with(place, next) })}
          onRemove={() => change({ axes: axes.toSpliced(place, 1) })}
        />
      ))}
      {axes.length < maxAxes && (
        <button
          type="button"
          className="button"
          onClick={() =>
            change({
              axes: [
                ...axes,
                { target: { kind: 'setup', field: 'learningRate' }, values: [1e-3, 3e-3, 1e-2] },
              ],
            })
          }
        >
          <Plus aria-hidden /> Vary something else too
        </button>
      )}
    </div>
  );
}

function Repeats({ plan }: { readonly plan: SweepPlan }) {
  const { kind, count, seeds, folds } = plan;
  return (
    <div className="row sweep-repeats">
      <Select
        label="Repeat with"
        value={folds === undefined ? 'seeds' : 'folds'}
        options={['seeds', 'folds']}
        onChange={(chosen) => repeatByFolds(chosen === 'folds' ? 5 : undefined)}
      />
      {folds === undefined ? (
        <Select
          label="Seeds a point"
          value={seeds}
          options={countsUpTo(maxSeeds, [1, 2, 3, 4, 5, 7, 10, 20], seeds)}
          onChange={(chosen) => change({ seeds: Number(chosen) })}
        />
      ) : (
        <Select
          label="Folds"
          value={folds}
          options={foldCounts}
          onChange={(chosen) => repeatByFolds(Number(chosen))}
        />
      )}
      <Select
        label="Points"
        value={kind === 'random' ? 'at random' : 'every combination'}
        options={['every combination', 'at random']}
        onChange={(chosen) => change({ kind: chosen === 'at random' ? 'random' : 'grid' })}
      />
      {kind === 'random' && (
        <Select
          label="How many"
          value={count}
          options={countsUpTo(maxTrials, [5, 10, 20, 30, 50, 100, 200], count)}
          onChange={(chosen) => change({ count: Number(chosen) })}
        />
      )}
      <span className="small">{repeatAdvice(plan)}</span>
    </div>
  );
}

function repeatAdvice({ seeds, folds }: SweepPlan): string {
  if (folds !== undefined)
    return 'Each fold of the training images is held out once, with every digit in its share; the other folds train.';
  return seeds < 3
    ? 'The same network differs by 0.1 to 0.2 points from seed to seed: a claim needs 3.'
    : '';
}

interface SelectProps {
  readonly label: string;
  readonly value: string | number;
  readonly options: readonly (string | number)[];
  readonly onChange: (value: string) => void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <span className="row">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </span>
  );
}

/** Counts to choose from, with the one that is chosen. */
const countsUpTo = (most: number, offered: readonly number[], chosen: number): readonly number[] =>
  [...new Set([...offered, chosen])].filter((each) => each <= most).sort((a, b) => a - b);
