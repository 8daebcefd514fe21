/** Holds, or there is a bug of ours: the error boundary shows it as such. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
