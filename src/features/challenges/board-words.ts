import { type Challenge, resultOf } from '../../core/challenges.ts';
import { stepsOf } from '../../core/recipe.ts';
import type { BoardEntry } from '../../share/board.ts';
import type { BoardOutcome } from '../../stores/board.ts';
import { falseFiguresInWords } from '../../ui/claim-words.ts';
import { outcomeInWords } from './challenge-words.ts';
import { amountOf } from './start.ts';

interface BoardVerdict {
  /** Open where nobody can tell: another engine, or no re-run. */
  readonly kind: 'true' | 'false' | 'open';
  readonly words: string;
  readonly detail: string | null;
}

/** What a re-run says of a claim. */
export function verdictOf({ claim }: BoardEntry, outcome: BoardOutcome): BoardVerdict {
  if (outcome.run === null)
    return { kind: 'open', words: 'Could not be re-run', detail: outcome.reason };
  const { run, reproduction, falseFigures } = outcome;
  const figures = falseFiguresInWords({ claimed: claim.result, found: run, falseFigures });
  if (reproduction === 'same')
    return figures === null
      ? { kind: 'true', words: '✓ Reproduced exactly', detail: null }
      : { kind: 'false', words: '✗ False figures', detail: figures };
  if (run.engineVersion !== claim.engineVersion)
    return {
      kind: 'open',
      words: 'Trained by another engine',
      detail: `Engine ${claim.engineVersion} there, ${run.engineVersion} here: other bits prove nothing. ${figures ?? 'The figures are the same.'}`,
    };
  return {
    kind: 'false',
    words: '✗ Not what this recipe gives',
    detail: `The same engine comes to other bits. ${figures ?? 'The figures are right, the fingerprint is not.'}`,
  };
}

/** How a link does in a challenge: by its re-run once there is one, else as it claims. */
export function claimedOutcome(
  challenge: Challenge,
  { recipe, claim }: BoardEntry,
  outcome: BoardOutcome | null,
): string {
  const found = outcome?.run ?? null;
  const result = found === null ? null : resultOf(challenge, found);
  if (found !== null) return result === null ? 'Does not count' : outcomeInWords(challenge, result);
  const { correct, n, fileBytes } = claim.result;
  const isFile = challenge.metric === 'fileBytes';
  if (!isFile && stepsOf(recipe).length > 0) return 'Known after the re-run';
  const amount = isFile ? fileBytes : amountOf(challenge, recipe.architecture);
  return `${outcomeInWords(challenge, { correct, n, amount })} (as claimed)`;
}
