import { createStore } from 'zustand/vanilla';
import type { RuntimeKind } from '../core/run.ts';

export type Theme = 'system' | 'light' | 'dark';

interface Settings {
  readonly theme: Theme;
  /** Single-key shortcuts; WCAG 2.1.4 asks that they can be switched off. */
  readonly shortcuts: boolean;
  /** The runtime chosen by hand; null is the default, `wasm`. */
  readonly runtime: RuntimeKind | null;
  /** A student's recipe is also trained without its teacher, to see what the teacher brought. */
  readonly withControl: boolean;
}

const storageKey = 'sizewise.settings';
const defaults: Settings = {
  ...{ theme: 'system', shortcuts: true, runtime: null },
  withControl: true,
};

function restore(): Settings {
  const stored = readStored();
  return {
    theme: oneOf(stored['theme'], ['system', 'light', 'dark'], defaults.theme),
    shortcuts: stored['shortcuts'] !== false,
    withControl: stored['withControl'] !== false,
    runtime: oneOf(stored['runtime'], ['wasm', 'tfjs', null], defaults.runtime),
  };
}

/** What was kept, as a bag of unknowns; empty where storage is absent or its content is broken. */
function readStored(): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const oneOf = <T>(value: unknown, options: readonly T[], fallback: T): T =>
  options.find((option) => option === value) ?? fallback;

export const settingsStore = createStore<Settings>(() => restore());

export function changeSettings(change: Partial<Settings>): void {
  settingsStore.setState(change);
  try {
    localStorage.setItem(storageKey, JSON.stringify(settingsStore.getState()));
  } catch {
    // Private mode or a full disk: the setting holds for this visit.
  }
}
