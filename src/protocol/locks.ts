/** Held by every engine that measures, or waits until nothing trains: whoever has time lets it go first. */
export const measuringLockName = 'sizewise-measuring';
/** Held by the page that runs the queue of sweeps. */
export const sweepsLockName = 'sizewise-sweeps';
