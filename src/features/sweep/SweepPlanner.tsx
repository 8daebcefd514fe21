import { Play, Plus } from 'lucide-react';
import { useId, useMemo } from 'react';
import { useStore } from 'zustand';
import { copyLink } from '../../actions/copy-link.ts';
import { sweepAddress } from '../../actions/sweep-link.ts';
import { startSweep } from '../../actions/sweeps.ts';
import { describeArchitecture } from '../../core/describe.ts';
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

function Presets({ sweep: { base, axes } }: { readonly sweep: Sweep }) {
  const chosen = JSON.stringify(axes);
  return (
    <ul className="sweep-presets" aria-label="Common sweeps">
      {sweepPresets.map((preset) => {
        const own = preset.axes(base);
        return (
          <li key={preset.id}>
            <button
              type="button"
              aria-pressed={JSON.stringify(own) === chosen}
              onClick={() => change({ axes: own, kind: 'grid' })}
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

function Repeats({ plan: { kind, count, seeds } }: { readonly plan: SweepPlan }) {
  const id = useId();
  return (
    <div className="row sweep-repeats">
      <label htmlFor={`${id}seeds`}>Seeds a point</label>
      <select
        id={`${id}seeds`}
        className="input"
        value={seeds}
        onChange={(event) => change({ seeds: Number(event.target.value) })}
      >
        {countsUpTo(maxSeeds, [1, 2, 3, 4, 5, 7, 10, 20], seeds).map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <label htmlFor={`${id}kind`}>Points</label>
      <select
        id={`${id}kind`}
        className="input"
        value={kind}
        onChange={(event) => change({ kind: event.target.value === 'random' ? 'random' : 'grid' })}
      >
        <option value="grid">every combination</option>
        <option value="random">at random</option>
      </select>
      {kind === 'random' && (
        <>
          <label htmlFor={`${id}count`}>How many</label>
          <select
            id={`${id}count`}
            className="input"
            value={count}
            onChange={(event) => change({ count: Number(event.target.value) })}
          >
            {countsUpTo(maxTrials, [5, 10, 20, 30, 50, 100, 200], count).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </>
      )}
      <span className="small">
        {seeds < 3 &&
          'The same network differs by 0.1 to 0.2 points from seed to seed: a claim needs 3.'}
      </span>
    </div>
  );
}

/** Counts to choose from, with the one that is chosen. */
const countsUpTo = (most: number, offered: readonly number[], chosen: number): readonly number[] =>
  [...new Set([...offered, chosen])].filter((each) => each <= most).sort((a, b) => a - b);
