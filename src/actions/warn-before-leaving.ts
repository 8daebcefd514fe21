import { runsStore } from '../stores/runs.ts';

/** Asks before the page is left while a run is on. Only then: a listener always there would keep the page out of the back/forward cache. */
export function warnBeforeLeaving(): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  const stop = runsStore.subscribe(({ active }, before) => {
    if ((active === null) === (before.active === null)) return;
    if (active === null) removeEventListener('beforeunload', warn);
    else addEventListener('beforeunload', warn);
  });
  return () => {
    stop();
    removeEventListener('beforeunload', warn);
  };
}
