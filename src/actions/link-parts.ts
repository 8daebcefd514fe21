import { sentence } from '../core/plain-text.ts';
import { decodeBudgets, encodeBudgets } from '../share/budget-code.ts';
import { decodeChallenge, encodeChallenge } from '../share/challenge-code.ts';
import { parseHash } from '../share/encode.ts';
import { budgetsStore } from '../stores/budgets.ts';
import { challengeStore } from '../stores/challenge.ts';
import type { LinkProblem } from '../stores/view.ts';
import { addBudgets } from './budgets.ts';
import { openSweep } from './sweep-link.ts';

/** What a link carries beside recipe and claim, `&c=…&b=…`: the opened challenge and own budgets. */
export function linkParts(challenge = challengeStore.getState().opened): string {
  const { own } = budgetsStore.getState();
  const parts = [
    challenge === null ? '' : `&c=${encodeChallenge(challenge)}`,
    own.length === 0 ? '' : `&b=${encodeBudgets(own)}`,
  ];
  return parts.join('');
}

/** Takes over what a link carries beside recipe and claim, once these are on the page. Gives a problem in words, or null. */
export function openParts(hash: string): string | null {
  const { c, b, w } = parseHash(hash);
  const challenge = c === null ? null : decodeChallenge(c);
  const budgets = b === null ? [] : decodeBudgets(b);
  if (challenge !== null && !isOpen(c))
    challengeStore.setState({ opened: challenge, isLineHidden: false });
  if (budgets !== null && budgets.length > 0) addBudgets(budgets);
  const sweepProblem = w === null ? null : openSweep(w);
  if (c !== null && challenge === null) return damagedPart('The challenge');
  if (budgets === null) return damagedPart('A budget');
  return sweepProblem;
}

function isOpen(code: string | null): boolean {
  const { opened } = challengeStore.getState();
  return opened !== null && encodeChallenge(opened) === code;
}

/** What is wrong with a link, and what that leaves on the page. */
export const linkProblemInWords = ({ words, isNetworkOpen }: LinkProblem): string =>
  isNetworkOpen
    ? `${sentence(words)} The network of the link is open.`
    : `This link could not be opened: ${sentence(words)} Your network is as it was.`;

/** What is wrong with a part of a link. */
export const damagedPart = (what: string): string =>
  `${what} in this link is damaged or cut short: copy the whole link again from where it came`;

/** Calls back when what a link carries beside recipe and claim changes; gives back how to stop. */
export function onPartsChange(listener: () => void): () => void {
  const stops = [challengeStore.subscribe(listener), budgetsStore.subscribe(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}
