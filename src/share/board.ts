import { memoryProblem } from '../core/memory.ts';
import { plainText } from '../core/plain-text.ts';
import type { Recipe } from '../core/recipe.ts';
import { summarize } from '../core/summary.ts';
import { type Claim, type ClaimedResult, decodeClaim, encodeClaim } from './claim.ts';
import { decodeLink, maxLinkLength } from './decode.ts';
import { parseHash } from './encode.ts';

/** One student's result link. */
export interface BoardEntry {
  /** From 1, in the text that was pasted. */
  readonly line: number;
  /** What else stood on the line, a name perhaps: plain text. */
  readonly label: string;
  readonly recipe: Recipe;
  readonly claim: Claim & { readonly result: ClaimedResult };
  /** The line that had the same link before; null where there is none. */
  readonly sameAs: number | null;
}

export interface BoardProblem {
  readonly line: number;
  readonly reason: string;
}

interface Board {
  readonly entries: readonly BoardEntry[];
  readonly problems: readonly BoardProblem[];
}

export const maxBoardLinks = 500;
const maxLabel = 60;
/** A link, its claim, a challenge and budgets beside it, and a name. */
const maxLineLength = maxLinkLength + 8192;
/** Above what 500 links need; no more of a text is looked at. */
export const maxBoardCharacters = 8_000_000;

/** Reads result links from a text of anybody's, one a line, each perhaps with a name. Never throws. */
export function readBoard(text: string): Board {
  const entries: BoardEntry[] = [];
  const problems: BoardProblem[] = [];
  const lines = text.slice(0, maxBoardCharacters).split(/\r\n|\n|\r/, 4 * maxBoardLinks);
  const firstLines = new Map<string, number>();
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    if (content.trim() === '') continue;
    if (entries.length + problems.length === maxBoardLinks) {
      problems.push({
        line,
        reason: `At most ${maxBoardLinks} links are read: the rest is left out`,
      });
      break;
    }
    const read = readLine(content);
    if (typeof read === 'string') problems.push({ line, reason: read });
    else {
      const key = `${read.claim.recipe} ${encodeClaim(read.claim)}`;
      entries.push({ ...read, line, sameAs: firstLines.get(key) ?? null });
      if (!firstLines.has(key)) firstLines.set(key, line);
    }
  }
  return { entries, problems };
}

/** What a line holds, or why it cannot be read. */
function readLine(content: string): Pick<BoardEntry, 'label' | 'recipe' | 'claim'> | string {
  if (content.length > maxLineLength)
    return `Too long for a link: ${content.length.toLocaleString('en-US')} characters`;
  const words = content.split(/[\s,;"'<>|]+/);
  const link = words.find((word) => /#.*[?&]s=/.test(word));
  if (link === undefined) return 'No link is on this line';
  const { s, r } = parseHash(link.slice(link.indexOf('#')));
  const decoded = decodeLink(s ?? '');
  if (!decoded.ok) return decoded.message;
  const { recipe } = decoded.state;
  if (r === null) return 'This link holds a network and no result: ask for a result link';
  const claim = decodeClaim(r, recipe);
  if (claim === null) return 'The result in this link is damaged: ask for the link again';
  if (claim.result === null)
    return 'This link holds a fingerprint and no figures: ask for a result link';
  const problem = problemOf(recipe);
  if (problem !== null) return `This network cannot be trained: ${problem}`;
  const label = plainText(words.filter((word) => word !== link).join(' '), maxLabel).replace(
    /[\s:–-]+$/,
    '',
  );
  return { label, recipe, claim: { ...claim, result: claim.result } };
}

/** Why nobody can have trained a recipe, its teacher's included; null where somebody can. */
function problemOf({ architecture, setup, distillation }: Recipe): string | null {
  const summary = summarize(architecture);
  const own = summary.problem?.message ?? memoryProblem(summary, setup);
  return own ?? (distillation === undefined ? null : problemOf(distillation.teacher));
}
