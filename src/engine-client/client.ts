import { EngineError } from '../protocol/errors.ts';
import type { JobId, JobName, Jobs, TrainControl } from '../protocol/jobs.ts';
import type { Event } from '../protocol/messages.ts';
import type { Port } from '../protocol/port.ts';

export interface JobHandle<K extends JobName> {
  /** Rejects with an EngineError; `cancelled` after `cancel`. */
  readonly result: Promise<Jobs[K]['result']>;
  control(control: TrainControl): void;
  cancel(): void;
}

interface StartOptions<K extends JobName> {
  readonly onProgress?: (progress: Jobs[K]['progress']) => void;
}

interface RunOptions<K extends JobName> extends StartOptions<K> {
  readonly signal?: AbortSignal;
}

export interface EngineClient {
  start<K extends JobName>(
    job: K,
    input: Jobs[K]['input'],
    options?: StartOptions<K>,
  ): JobHandle<K>;
  run<K extends JobName>(
    job: K,
    input: Jobs[K]['input'],
    options?: RunOptions<K>,
  ): Promise<Jobs[K]['result']>;
  /** Ends the line; what still runs rejects with `cancelled`. */
  dispose(): void;
}

/** A client that can also be told that the engine behind its port is gone. */
export interface PortClient extends EngineClient {
  /** Rejects every job: those already cancelled as `cancelled`, the others with `error`. */
  fail(error: EngineError): void;
}

interface ClientOptions {
  readonly onReady?: () => void;
  /** The engine lives for as long as it holds this Web Lock. */
  readonly onLiving?: (lockName: string) => void;
  /** A cancel got no answer within `cancelTimeoutMs`: the engine is stuck. */
  readonly onStuck?: () => void;
  readonly cancelTimeoutMs?: number;
}

/** What a job's types are once it waits in the list of all jobs: ids keep `start` and its events together. */
interface PendingJob {
  resolve(result: unknown): void;
  reject(error: EngineError): void;
  onProgress(progress: unknown): void;
  cancelTimer: ReturnType<typeof setTimeout> | undefined;
}

const cancelled = () => new EngineError('cancelled', 'The job was cancelled');

/** The page's end of the protocol: starts jobs on the engine behind `port` and routes its events to them. */
export function createEngineClient(port: Port, options: ClientOptions = {}): PortClient {
  const { onReady, onLiving, onStuck, cancelTimeoutMs = 2000 } = options;
  const pending = new Map<JobId, PendingJob>();
  let lastJobId = 0;

  port.onmessage = ({ data }: MessageEvent<Event>) => {
    if (data.type === 'ready') return onReady?.();
    if (data.type === 'living') return onLiving?.(data.lockName);
    const job = pending.get(data.jobId);
    if (job === undefined) return;
    if (data.type === 'progress') return job.onProgress(data.progress);
    settle(data.jobId);
    if (data.type === 'done') job.resolve(data.result);
    else job.reject(new EngineError(data.code, data.message));
  };

  function settle(jobId: JobId): void {
    clearTimeout(pending.get(jobId)?.cancelTimer);
    pending.delete(jobId);
  }

  function cancel(jobId: JobId): void {
    const job = pending.get(jobId);
    if (job === undefined || job.cancelTimer !== undefined) return;
    port.postMessage({ type: 'cancel', jobId }, []);
    job.cancelTimer = setTimeout(() => onStuck?.(), cancelTimeoutMs);
  }

  function start<K extends JobName>(
    job: K,
    input: Jobs[K]['input'],
    { onProgress = () => undefined }: StartOptions<K> = {},
  ): JobHandle<K> {
    const jobId = ++lastJobId;
    const result = new Promise<Jobs[K]['result']>((resolve, reject) => {
      const waiting = { resolve, reject, onProgress, cancelTimer: undefined };
      pending.set(jobId, waiting as PendingJob); // its events carry this job's own types
    });
    port.postMessage({ type: 'start', jobId, job, input }, []);
    return {
      result,
      control: (control) => port.postMessage({ type: 'control', jobId, control }, []),
      cancel: () => cancel(jobId),
    };
  }

  function fail(error: EngineError): void {
    for (const [jobId, job] of [...pending]) {
      job.reject(job.cancelTimer === undefined ? error : cancelled());
      settle(jobId);
    }
  }

  return {
    start,
    fail,
    run: (job, input, runOptions = {}) =>
      runToEnd(start(job, input, runOptions), runOptions.signal),
    dispose: () => {
      port.onmessage = null;
      fail(cancelled());
    },
  };
}

async function runToEnd<K extends JobName>(
  handle: JobHandle<K>,
  signal: AbortSignal | undefined,
): Promise<Jobs[K]['result']> {
  if (signal?.aborted) handle.cancel();
  signal?.addEventListener('abort', handle.cancel, { once: true });
  try {
    return await handle.result;
  } finally {
    signal?.removeEventListener('abort', handle.cancel);
  }
}
