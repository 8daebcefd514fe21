import { useSyncExternalStore } from 'react';
import { settingsStore } from './settings.ts';

const darkQuery = matchMedia('(prefers-color-scheme: dark)');

function subscribe(onChange: () => void): () => void {
  darkQuery.addEventListener('change', onChange);
  const stop = settingsStore.subscribe(onChange);
  return () => {
    darkQuery.removeEventListener('change', onChange);
    stop();
  };
}

/** Changes whenever the colours of the page do: what is painted on a canvas must be painted again. */
export const useTheme = (): string =>
  useSyncExternalStore(
    subscribe,
    () => `${settingsStore.getState().theme} ${darkQuery.matches ? 'dark' : 'light'}`,
  );
