import { decodeLink } from '../share/decode.ts';
import { parseHash } from '../share/encode.ts';
import { changeSettings } from '../stores/settings.ts';
import { openRecipe } from './address.ts';

/** Opens what was pasted: a whole address, its part after `#`, or the bare state. Gives a problem in words, or null. */
export function openLink(text: string): string | null {
  const result = decodeLink(stateIn(text.trim()));
  if (!result.ok) return result.message;
  openRecipe(result.state.recipe);
  if (result.state.runtime !== undefined) changeSettings({ runtime: result.state.runtime });
  return null;
}

function stateIn(text: string): string {
  const hashAt = text.indexOf('#');
  if (hashAt !== -1) return parseHash(text.slice(hashAt)).s ?? '';
  return text.startsWith('s=') ? text.slice(2) : text;
}
