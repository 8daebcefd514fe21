import { decodeClaim } from '../share/claim.ts';
import { decodeLink } from '../share/decode.ts';
import { parseHash } from '../share/encode.ts';
import { changeSettings } from '../stores/settings.ts';
import { viewStore } from '../stores/view.ts';
import { openRecipe, openView } from './address.ts';
import { openSweep } from './sweep-link.ts';

/** Opens what was pasted: a whole address, its part after `#`, or the bare state. Gives a problem in words, or null. */
export function openLink(text: string): string | null {
  const { s, r, w } = partsOf(text.trim());
  const result = decodeLink(s ?? '');
  if (!result.ok) return result.message;
  const claim = r === null ? null : decodeClaim(r, result.state.recipe);
  if (claim !== null) viewStore.setState({ claim });
  openRecipe(result.state.recipe);
  if (result.state.runtime !== undefined) changeSettings({ runtime: result.state.runtime });
  if (w === null) return null;
  openView('sweep');
  return openSweep(w);
}

function partsOf(text: string): Pick<ReturnType<typeof parseHash>, 's' | 'r' | 'w'> {
  const hashAt = text.indexOf('#');
  if (hashAt !== -1) return parseHash(text.slice(hashAt));
  return text.startsWith('s=') ? parseHash(`?${text}`) : { s: text, r: null, w: null };
}
