import type { RunCurves } from '../core/run.ts';
import { readCurves } from '../storage/runs-db.ts';
import { curvesStore } from '../stores/curves.ts';
import { runsStore } from '../stores/runs.ts';

/** Curves that can be read again; the oldest of more are forgotten. */
const mostRemembered = 60;
const stored: string[] = [];

/** @param isStored whether they could be read again; else they are kept as long as the page lasts */
export function rememberCurves(id: string, curves: RunCurves | null, isStored: boolean): void {
  const next = { ...curvesStore.getState(), [id]: curves };
  if (isStored && !stored.includes(id)) stored.push(id);
  if (stored.length > mostRemembered) delete next[stored.shift() ?? ''];
  curvesStore.setState(next, true);
}

/** Reads a run's curves into `curvesStore`, unless they are there. */
export async function loadCurves(id: string): Promise<void> {
  if (id in curvesStore.getState()) return;
  const curves = await readCurves(id).catch(() => null);
  if (!(id in curvesStore.getState())) rememberCurves(id, curves, true);
}

/** Keeps the selected run's curves at hand. */
export function followSelection(): () => void {
  const follow = ({ selectedId }: { readonly selectedId: string | null }) => {
    if (selectedId !== null) void loadCurves(selectedId);
  };
  follow(runsStore.getState());
  return runsStore.subscribe(follow);
}
