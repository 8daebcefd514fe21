import type { Challenge } from '../core/challenges.ts';
import type { RunRecord } from '../core/run.ts';
import { claimAmong, encodeClaim } from '../share/claim.ts';
import { encodeLink } from '../share/encode.ts';
import { runsStore } from '../stores/runs.ts';
import { linkParts } from './link-parts.ts';

/** The address of a run's recipe, with what it came to where others can come to the same. */
export function runLink(run: RunRecord): string {
  const claim = claimAmong(run, runsStore.getState().runs);
  const result = claim === null ? '' : `&r=${encodeClaim(claim)}`;
  const address = `#/?s=${encodeLink({ recipe: run.recipe })}${result}`;
  return new URL(address, location.href.split('#')[0]).href;
}

/** The address of a run's recipe with what it came to, for others to re-run; null where they could not come to the same. */
export function resultLink(run: RunRecord, challenge: Challenge): string | null {
  const claim = claimAmong(run, runsStore.getState().runs);
  if (claim === null || claim.result === null) return null;
  const state = `s=${encodeLink({ recipe: run.recipe })}&r=${encodeClaim(claim)}`;
  return new URL(`#/?${state}${linkParts(challenge)}`, location.href.split('#')[0]).href;
}
