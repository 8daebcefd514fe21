const reloadedKey = 'sizewise.reloaded-for-isolation';

/**
 * A page whose host sends no isolation headers gets them from the service worker, with its next load. So it is loaded
 * again, once, unless the visitor has begun to use it; in a frame the embedding page decides, and it stays as it is.
 */
function reloadOnceForIsolation(): void {
  const isEmbedded = window.top !== window;
  if (window.crossOriginIsolated || isEmbedded || navigator.userActivation?.hasBeenActive) return;
  try {
    if (sessionStorage.getItem(reloadedKey) !== null) return;
    sessionStorage.setItem(reloadedKey, 'yes');
  } catch {
    return; // without storage it could not know that it has been here, and would loop
  }
  location.reload();
}

/** Registers the service worker of a production build: offline use, and isolation on hosts without headers. */
export async function registerServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  } catch {
    return; // private windows and some frames refuse: the page works without
  }
  if (navigator.serviceWorker.controller) reloadOnceForIsolation();
  else
    navigator.serviceWorker.addEventListener('controllerchange', reloadOnceForIsolation, {
      once: true,
    });
}
