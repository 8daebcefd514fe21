import type { DataSource } from '../../datasets/dataset.ts';
import type { Split } from '../../protocol/jobs.ts';

interface Wanted {
  readonly split: Split;
  readonly count: number;
  readonly signal: AbortSignal;
}

/** Waits for the first images of a split, or until the job is cancelled. @throws EngineError `dataset-unavailable` */
export async function untilImages(
  dataset: DataSource,
  { split, count, signal }: Wanted,
): Promise<void> {
  signal.throwIfAborted();
  let stopListening: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    stopListening = () => signal.removeEventListener('abort', abort);
  });
  try {
    await Promise.race([dataset.until(split, count), aborted]);
  } finally {
    stopListening();
  }
}
