import type { PlanOptions } from './layout.ts';

/** A network to help with. */
export interface CrewTask {
  /** Shared. */
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly options: PlanOptions;
  readonly threads: number;
}

/** What a thread is told: the kernels and its number once, then one network after another. */
export type CrewMessage =
  | { readonly type: 'sign-on'; readonly module: WebAssembly.Module; readonly thread: number }
  | { readonly type: 'enlist'; readonly task: CrewTask };

/** Threads beside the engine's own. They help with one network at a time, and join the next when it has ended. */
export interface Crew {
  readonly size: number;
  enlist(task: CrewTask): void;
  dispose(): void;
}

/** One thread, as far as a crew needs it. */
export interface CrewWorker {
  /** Resolves when the thread has its kernels, rejects when it cannot be had. */
  readonly isReady: Promise<void>;
  post(message: CrewMessage): void;
  terminate(): void;
}

/** A crew of the threads that can be had: perhaps none. @param hire starts one */
export async function createCrew(
  module: WebAssembly.Module,
  size: number,
  hire: () => CrewWorker,
): Promise<Crew> {
  const hired = Array.from({ length: size }, hire);
  hired.forEach((worker, index) => {
    worker.post({ type: 'sign-on', module, thread: index + 1 });
  });
  const outcomes = await Promise.allSettled(hired.map(({ isReady }) => isReady));
  const areAllReady = outcomes.every(({ status }) => status === 'fulfilled');
  const workers = areAllReady ? hired : [];
  if (!areAllReady) for (const worker of hired) worker.terminate();
  return {
    size: workers.length,
    enlist(task) {
      for (const worker of workers) worker.post({ type: 'enlist', task });
    },
    dispose() {
      for (const worker of workers) worker.terminate();
    },
  };
}
