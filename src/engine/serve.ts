import type { EngineError } from '../protocol/errors.ts';
import type { JobId, JobName, Jobs, TrainControl } from '../protocol/jobs.ts';
import type { Command } from '../protocol/messages.ts';
import type { Port } from '../protocol/port.ts';
import { classifyError } from './classify-error.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';

export const engineVersion = '0.4.0';

export interface JobContext<K extends JobName> {
  /** Aborted by a cancel; `signal.throwIfAborted()` ends the job as `cancelled`. */
  readonly signal: AbortSignal;
  /** What was said to the job and not yet taken. */
  readonly controls: Mailbox<TrainControl>;
  /** Typed arrays in it are given away: keep no view of them. */
  report(progress: Jobs[K]['progress']): void;
}

/** One function a job. Typed arrays in a result are given away, as with `report`. */
export type Handlers = {
  readonly [K in JobName]: (
    input: Jobs[K]['input'],
    context: JobContext<K>,
  ) => Promise<Jobs[K]['result']>;
};

interface RunningJob {
  readonly abort: AbortController;
  readonly controls: Mailbox<TrainControl>;
}

/** The engine's end of the protocol: runs a handler for each `start` that comes through `port`. */
export function serve(port: Port, handlers: Handlers): void {
  const running = new Map<JobId, RunningJob>();

  port.onmessage = ({ data: command }: MessageEvent<Command>) => {
    switch (command.type) {
      case 'start':
        void start(command.jobId, command.job, command.input);
        return;
      case 'control':
        running.get(command.jobId)?.controls.put(command.control);
        return;
      case 'cancel':
        running.get(command.jobId)?.abort.abort();
        return;
      default:
        command satisfies never;
    }
  };

  async function start<K extends JobName>(jobId: JobId, job: K, input: Jobs[K]['input']) {
    const abort = new AbortController();
    const controls = createMailbox<TrainControl>();
    running.set(jobId, { abort, controls });
    const report = (progress: Jobs[K]['progress']) =>
      port.postMessage({ type: 'progress', jobId, progress }, buffersIn(progress));
    try {
      const result = await handlers[job](input, { signal: abort.signal, controls, report });
      port.postMessage({ type: 'done', jobId, result }, buffersIn(result));
    } catch (error) {
      port.postMessage({ type: 'failed', jobId, ...failure(error, abort.signal) }, []);
    } finally {
      running.delete(jobId);
    }
  }

  port.postMessage({ type: 'ready', engineVersion }, []);
}

function failure(error: unknown, signal: AbortSignal): Pick<EngineError, 'code' | 'message'> {
  if (signal.aborted) return { code: 'cancelled', message: 'The job was cancelled' };
  const { code, message } = classifyError(error);
  return { code, message };
}

/** Buffers of the message's own typed arrays, to be moved and not copied; a view of part of a buffer is copied. */
function buffersIn(message: object): ArrayBuffer[] {
  const views = Object.values(message).filter((value) => ArrayBuffer.isView(value));
  const buffers = views
    .filter((view) => view.byteLength === view.buffer.byteLength)
    .map((view) => view.buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
  return [...new Set(buffers)];
}
