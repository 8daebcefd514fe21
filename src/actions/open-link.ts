import { decodeClaim } from '../share/claim.ts';
import { decodeLink } from '../share/decode.ts';
import { parseHash } from '../share/encode.ts';
import { pageRecipeOf } from '../stores/recipe.ts';
import { changeSettings } from '../stores/settings.ts';
import { viewStore } from '../stores/view.ts';
import { openRecipe, openView } from './address.ts';
import { damagedPart, openParts } from './link-parts.ts';

/** Opens what was pasted, a whole address, its part after `#`, or the bare state, and the view that it is about. Gives a problem in words, or null. */
export function openLink(text: string): string | null {
  const hash = hashOf(text.trim());
  const { s, r, w } = parseHash(hash);
  const result = decodeLink(s ?? '');
  if (!result.ok) return result.message;
  const claim = r === null ? null : decodeClaim(r, result.state.recipe);
  if (claim !== null) viewStore.setState({ claim });
  openRecipe(pageRecipeOf(result.state.recipe));
  if (result.state.runtime !== undefined) changeSettings({ runtime: result.state.runtime });
  const part = openParts(hash);
  const problem = r !== null && claim === null ? damagedPart('The result') : part;
  if (problem !== null) return `${problem.replace(/[.!?]$/, '')}. The network of the link is open.`;
  openView(w === null ? null : 'sweep');
  return null;
}

function hashOf(text: string): string {
  const hashAt = text.indexOf('#');
  if (hashAt !== -1) return text.slice(hashAt);
  return text.startsWith('s=') ? `?${text}` : `?${new URLSearchParams({ s: text })}`;
}
