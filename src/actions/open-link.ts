import { parseHash } from '../share/encode.ts';
import { openPasted, openView } from './address.ts';
import { linkProblemInWords } from './link-parts.ts';

/** Opens what was pasted, a whole address, its part after `#`, or the bare state, and the view that it is about. Gives a problem in words, or null. */
export function openLink(text: string): string | null {
  const hash = hashOf(text.trim());
  const problem = openPasted(hash);
  if (problem !== null) return linkProblemInWords(problem);
  openView(parseHash(hash).w === null ? null : 'sweep');
  return null;
}

function hashOf(text: string): string {
  const hashAt = text.indexOf('#');
  if (hashAt !== -1) return text.slice(hashAt);
  return text.startsWith('s=') ? `?${text}` : `?${new URLSearchParams({ s: text })}`;
}
