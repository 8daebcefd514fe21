/** The queue is read back about this often: ten times a second. */
const readEveryMs = 100;
const [least, most] = [2, 512];

/**
 * Steps that may be in flight, from how long the last ones took to be read back: enough that reading is rare on a fast
 * GPU, few enough that Stop is heard on a slow one.
 */
export function nextPendingLimit(limit: number, tookMs: number): number {
  if (tookMs < readEveryMs) return Math.min(2 * limit, most);
  if (tookMs > 2 * readEveryMs) return Math.max(Math.floor(limit / 2), least);
  return limit;
}
