import { isVariant } from '../core/lineage.ts';
import type { Latency } from '../core/run.ts';
import { summarize } from '../core/summary.ts';
import type { SparsitySpeed } from '../protocol/jobs.ts';
import { updateRun } from '../storage/runs-db.ts';
import { engineStore } from '../stores/engine.ts';
import { recipeStore } from '../stores/recipe.ts';
import { runsStore } from '../stores/runs.ts';
import { settingsStore } from '../stores/settings.ts';
import { type AskOptions, engine, failureInWords } from './engine.ts';
import { watchingTab } from './watching-tab.ts';

const settleMs = 600;

/** The full latency of a finished run, by the protocol of docs/measuring.md; kept in its record. */
export async function measureRun(modelId: string): Promise<void> {
  const run = runsStore.getState().runs.find(({ id }) => id === modelId);
  // A variant is what it is on our own kernels: elsewhere its integers would be floats again.
  const isOurs = run !== undefined && isVariant(run);
  const runtime = isOurs ? 'wasm' : (settingsStore.getState().runtime ?? 'wasm');
  runsStore.setState({ measuringId: modelId });
  try {
    const { result, wasHidden } = await watchingTab(() =>
      engine().run('measureLatency', { modelId, runtime }),
    );
    const latency: Latency = wasHidden ? { ...result, whileHidden: true } : result;
    if (wasHidden) await updateRun(modelId, { latency }).catch(() => undefined); // not stored: the page has it
    runsStore.setState(({ runs }) => ({
      runs: runs.map((run) => (run.id === modelId ? { ...run, latency } : run)),
    }));
  } catch (error) {
    runsStore.setState({ problem: failureInWords(error) });
  } finally {
    runsStore.setState(({ measuringId }) => (measuringId === modelId ? { measuringId: null } : {}));
  }
}

/**
 * Latencies of two runs, measured in turn on our own kernels.
 * @throws EngineError
 */
export async function measureInTurn(
  modelIds: readonly [string, string],
  { signal, onProgress }: AskOptions,
): Promise<readonly [Latency, Latency]> {
  const { latencies } = await engine().run(
    'compareLatency',
    { modelIds, runtime: 'wasm' },
    { signal, onProgress: ({ done }) => onProgress(done) },
  );
  return latencies;
}

/**
 * Times the run's largest dense layer at rising shares of zeros, with them and without.
 * @throws EngineError
 */
export function measureSparsity(
  modelId: string,
  { signal, onProgress }: AskOptions,
): Promise<SparsitySpeed> {
  return engine().run(
    'measureSparsity',
    { modelId },
    { signal, onProgress: ({ done }) => onProgress(done) },
  );
}

let measuredArchitecture: unknown = null;

/** Keeps the quick figure true: measures a while after the last edit, and waits while something trains. */
export function keepQuickLatency(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void measureQuickly(), settleMs);
  };
  const stops = [
    recipeStore.subscribe(settle),
    runsStore.subscribe(measureWhenIdle),
    settingsStore.subscribe(forget),
  ];
  settle();

  function measureWhenIdle(state: { active: unknown }, before: { active: unknown }): void {
    if ((state.active === null) !== (before.active === null)) settle();
  }
  function forget(): void {
    measuredArchitecture = null;
    settle();
  }
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

async function measureQuickly(): Promise<void> {
  const { architecture } = recipeStore.getState();
  if (architecture === measuredArchitecture) return;
  measuredArchitecture = null; // its figure goes
  if (summarize(architecture).problem !== null) return show('idle', null);
  if (runsStore.getState().active !== null) return show('waiting', null);
  show('measuring', null);
  const runtime = settingsStore.getState().runtime ?? 'wasm';
  try {
    const latency = await engine().run('quickLatency', { architecture, runtime });
    if (architecture !== recipeStore.getState().architecture) return;
    if (runtime !== (settingsStore.getState().runtime ?? 'wasm')) return;
    measuredArchitecture = architecture;
    show('idle', latency);
  } catch {
    // No figure is an honest answer: the engine's own failures are shown where training is.
    show('idle', null);
  }
}

const show = (status: 'idle' | 'measuring' | 'waiting', latency: Latency | null): void =>
  engineStore.setState({ quickLatency: { status, latency } });
