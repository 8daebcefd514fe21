import { openView } from '../../actions/address.ts';
import { sweepPresets } from '../../core/sweep-presets.ts';
import { editSetup, recipeOf, recipeStore } from '../../stores/recipe.ts';
import { sweepsStore } from '../../stores/sweeps.ts';

const experiments = ['images', 'labels', 'regularisers'];

/** Few digits, so that there is something to overfit, and passes enough to do it. */
const scarce = { trainingImages: 500, epochs: 20 };

/** Brings a sweep about overfitting to the planner, with the network of the page on few images. */
function plan(id: string): void {
  const preset = sweepPresets.find((candidate) => candidate.id === id);
  if (preset === undefined) return;
  if (id !== 'images') editSetup(scarce);
  const axes = preset.axes(recipeOf(recipeStore.getState()));
  sweepsStore.setState(({ draft: { folds: _, ...draft } }) => ({
    draft: { ...draft, axes, kind: 'grid', seeds: 1 },
    shownId: null,
  }));
  openView('sweep');
}

/** Real networks in place of a formula: sweeps that show the gap between what was learned and what was memorised. */
export function AgainstOverfitting() {
  return (
    <section aria-label="With your own network">
      <h3>With your own network</h3>
      <p className="small">
        Each is a sweep of the network on the page, ready to run. Compare the gap (training −
        validation) in the table of its points: small is good, and validation accuracy decides.
        {` For the last two the setup becomes ${scarce.trainingImages} images and ${scarce.epochs} epochs; undo brings it back.`}
      </p>
      <ul className="LabView-experiments">
        {sweepPresets
          .filter(({ id }) => experiments.includes(id))
          .map(({ id, label, purpose }) => (
            <li key={id}>
              <button type="button" className="button" onClick={() => plan(id)}>
                {label}
              </button>
              <span className="small">{purpose}</span>
            </li>
          ))}
      </ul>
    </section>
  );
}
