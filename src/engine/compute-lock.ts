import { measuringLockName } from '../protocol/locks.ts';

const lockName = 'sizewise-compute';
const retryMs = 200;

/** Null in Node and on plain http. */
const lockManager = (): LockManager | null => globalThis.navigator?.locks ?? null;

/** Gives the machine back for as long as something is waited for, and takes it again: a latency may be measured meanwhile. */
export type Yielding = <T>(wait: () => Promise<T>) => Promise<T>;

/** Trains or evaluates while no latency is measured in any tab of ours; many may at once. */
export async function sharingCompute<T>(
  signal: AbortSignal,
  work: (yielding: Yielding) => Promise<T>,
): Promise<T> {
  const locks = lockManager();
  if (locks === null) return work((wait) => wait());
  let giveBack = await takeShare(locks, signal);
  try {
    return await work(async (wait) => {
      giveBack();
      const waited = await wait();
      giveBack = await takeShare(locks, signal);
      return waited;
    });
  } finally {
    giveBack();
  }
}

/** Resolves with what gives the share back. */
const takeShare = (locks: LockManager, signal: AbortSignal): Promise<() => void> =>
  new Promise((granted, refused) => {
    const held = () => new Promise<void>((giveBack) => granted(giveBack));
    locks.request(lockName, { mode: 'shared', signal }, held).catch(refused);
  });

/**
 * Measures while nothing trains in any tab of ours. Asks again and again instead of standing in the queue, where it would
 * hold back a training that starts behind it.
 */
export async function ownCompute<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const locks = lockManager();
  if (locks === null) return work();
  return locks.request(measuringLockName, { mode: 'shared', signal }, async () => {
    for (;;) {
      signal.throwIfAborted();
      const outcome = await locks.request(lockName, { ifAvailable: true }, async (lock) =>
        lock === null ? null : { result: await work() },
      );
      if (outcome !== null) return outcome.result;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  });
}

/**
 * Takes a lock that only the end of this worker gives back: a crash or a kill says nothing else to the page. Tells the
 * lock's name once it is held.
 */
export function holdForLife(onHeld: (name: string) => void): void {
  const name = `sizewise-engine-${Math.random()}`; // `crypto.randomUUID` is no better at telling tabs apart
  void lockManager()?.request(name, () => {
    onHeld(name);
    return new Promise<never>(() => undefined);
  });
}

/** Holds a lock of its own name for as long as the work takes, so that other tabs see that it is alive. */
export async function holdingLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = lockManager();
  return locks === null ? work() : locks.request(name, work);
}
