/** `work`, but not again before `intervalMs` have passed. */
export function atMostEvery(intervalMs: number, work: () => void): () => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - lastMs < intervalMs) return;
    lastMs = performance.now();
    work();
  };
}
