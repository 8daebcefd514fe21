import type { Recipe } from '../core/recipe.ts';
import { type Claim, decodeClaim, encodeClaim, isAbout } from '../share/claim.ts';
import { decodeLink } from '../share/decode.ts';
import { encodeLink, parseHash } from '../share/encode.ts';
import {
  editRecipe,
  type PageRecipe,
  pageRecipeOf,
  recipeOf,
  recipeStore,
} from '../stores/recipe.ts';
import { changeSettings, settingsStore } from '../stores/settings.ts';
import { isView, type LinkProblem, type View, viewStore } from '../stores/view.ts';
import { damagedPart, linkParts, onPartsChange, openParts } from './link-parts.ts';
import { onSweepPlan, plannedSweep } from './sweep-link.ts';

const replaceAfterMs = 300;
const lastLinkKey = 'sizewise.last-link';

let shown = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Ties the address to the recipe, both ways, for as long as the page is open. */
export function keepAddress(): () => void {
  restoreLastLink();
  recipeStore.temporal.getState().clear();
  openHash(location.hash); // an edit, so that undo returns to the network of the last visit
  replaceAddress();
  const replaceSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Else somebody has just changed the address, and the event that says so is on its way.
      if (location.hash === shown) replaceAddress();
    }, replaceAfterMs);
  };
  const stops = [
    recipeStore.subscribe(replaceSoon),
    settingsStore.subscribe(replaceSoon),
    onPartsChange(replaceSoon),
    onSweepPlan(replaceSoon),
  ];
  addEventListener('hashchange', followHash);
  addEventListener('popstate', followHash);
  addEventListener('pagehide', replaceAddress);
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    removeEventListener('hashchange', followHash);
    removeEventListener('popstate', followHash);
    removeEventListener('pagehide', replaceAddress);
  };
}

/** The whole address of what is on the page: send it, and the other side has exactly this. */
export function currentLink(claim: Claim | null = ownClaim(), parts = linkParts()): string {
  return new URL(hashFor(null, { claim, parts }), location.href.split('#')[0]).href;
}

/** Opens a deeper view, or closes it with null; the back button undoes either. */
export function openView(view: View | null): void {
  if (view === viewStore.getState().view) return;
  viewStore.setState({ view });
  pushAddress();
}

/** A preset or another network as a step of the browser's history. */
export function openRecipe(change: Partial<PageRecipe>): void {
  replaceAddress();
  editRecipe(change);
  pushAddress();
}

function hashFor(
  view: View | null,
  { claim, parts } = { claim: ownClaim(), parts: linkParts() },
): string {
  const { runtime } = settingsStore.getState();
  const recipe = recipeOf(recipeStore.getState());
  const state = { recipe, ...(runtime === null ? {} : { runtime }) };
  const result = claim === null ? '' : `&r=${encodeClaim(claim)}`;
  const sweep = view === 'sweep' ? `&w=${plannedSweep(recipe)}` : '';
  return `#/${view ?? ''}?s=${encodeLink(state)}${result}${parts}${sweep}`;
}

/** The opened link's claim, for as long as its recipe is on the page. */
function ownClaim(): Claim | null {
  const { claim } = viewStore.getState();
  return claim !== null && isAbout(claim, recipeOf(recipeStore.getState())) ? claim : null;
}

function replaceAddress(): void {
  clearTimeout(timer);
  writeAddress((hash) => history.replaceState(null, '', hash));
}

function pushAddress(): void {
  clearTimeout(timer);
  writeAddress((hash) => history.pushState(null, '', hash));
}

function writeAddress(write: (hash: string) => void): void {
  const hash = hashFor(viewStore.getState().view);
  if (hash === shown && hash === location.hash) return;
  shown = hash;
  write(hash);
  try {
    localStorage.setItem(lastLinkKey, parseHash(hash).s ?? '');
  } catch {
    // Without storage the next visit starts from the default network.
  }
}

/** What back, forward or a pasted link asks for. A bad link leaves the page as it is and the address as it was. */
function followHash(): void {
  if (location.hash === shown) return;
  openHash(location.hash);
  replaceAddress();
}

/** Shows what a hash holds. A bad network says so and changes nothing; a bad part beside it says so. */
function openHash(hash: string): void {
  const { view, s, r } = parseHash(hash);
  viewStore.setState({ view: isView(view) ? view : null });
  viewStore.setState({ linkProblem: s ? openAll(hash, s, r) : problemOf(openParts(hash), false) });
}

/** Opens all that a link holds beside its view, as a step of the browser's history. */
export function openPasted(hash: string): LinkProblem | null {
  const { s, r } = parseHash(hash);
  replaceAddress();
  const problem = openAll(hash, s ?? '', r);
  pushAddress();
  return problem;
}

function openAll(hash: string, s: string, r: string | null): LinkProblem | null {
  const refused = openState(s);
  if (refused !== null) return problemOf(refused, false);
  const part = openParts(hash);
  return problemOf((r === null ? null : openClaim(r)) ?? part, true);
}

const problemOf = (words: string | null, isNetworkOpen: boolean): LinkProblem | null =>
  words === null ? null : { words, isNetworkOpen };

/** What is claimed of the recipe that was just opened, or why not, in words. */
function openClaim(r: string): string | null {
  const claim = decodeClaim(r, recipeOf(recipeStore.getState()));
  viewStore.setState({ claim });
  return claim === null ? damagedPart('The result') : null;
}

/** A recipe, or why not, in words. */
function openState(s: string): string | null {
  const result = decodeLink(s);
  if (!result.ok) return result.message;
  showRecipe(result.state.recipe);
  if (result.state.runtime !== undefined) changeSettings({ runtime: result.state.runtime });
  return null;
}

/** All of a recipe: without teacher or steps of compression where it has none. */
const showRecipe = (recipe: Recipe): void => editRecipe(pageRecipeOf(recipe));

/** The network of the last visit, where there was one. */
function restoreLastLink(): void {
  try {
    const result = decodeLink(localStorage.getItem(lastLinkKey) ?? '');
    if (result.ok) showRecipe(result.state.recipe);
  } catch {
    // Without storage every visit starts from the default network.
  }
}
