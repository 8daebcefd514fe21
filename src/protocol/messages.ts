import type { EngineErrorCode } from './errors.ts';
import type { JobId, JobName, Jobs, TrainControl } from './jobs.ts';

/** What the page says to the engine. */
export type Command =
  | {
      [K in JobName]: {
        readonly type: 'start';
        readonly jobId: JobId;
        readonly job: K;
        readonly input: Jobs[K]['input'];
      };
    }[JobName]
  | { readonly type: 'control'; readonly jobId: JobId; readonly control: TrainControl }
  /** Throws the job's work away; it ends in `failed` with `cancelled`. */
  | { readonly type: 'cancel'; readonly jobId: JobId };

/** What the engine says to the page. A job is one `start`, any number of `progress`, then exactly one of `done` or `failed`. */
export type Event =
  | { readonly type: 'ready'; readonly engineVersion: string }
  /** A Web Lock that the engine holds until it ends, however it ends: whoever gets it knows. Never on plain http. */
  | { readonly type: 'living'; readonly lockName: string }
  | {
      [K in JobName]: {
        readonly type: 'progress';
        readonly jobId: JobId;
        readonly progress: Jobs[K]['progress'];
      };
    }[JobName]
  | {
      [K in JobName]: {
        readonly type: 'done';
        readonly jobId: JobId;
        readonly result: Jobs[K]['result'];
      };
    }[JobName]
  | {
      readonly type: 'failed';
      readonly jobId: JobId;
      readonly code: EngineErrorCode;
      readonly message: string;
    };
