import { useSyncExternalStore } from 'react';

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

function subscribe(onChange: () => void): () => void {
  const chosen = new MutationObserver(onChange);
  chosen.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  darkQuery.addEventListener('change', onChange);
  return () => {
    chosen.disconnect();
    darkQuery.removeEventListener('change', onChange);
  };
}

/** Changes whenever the colours of the page do: what is painted on a canvas must be painted again. */
export const useTheme = (): string =>
  useSyncExternalStore(
    subscribe,
    () => `${root.dataset['theme']} ${darkQuery.matches ? 'dark' : 'light'}`,
  );
