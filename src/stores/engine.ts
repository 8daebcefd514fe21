import { createStore } from 'zustand/vanilla';
import type { Latency } from '../core/run.ts';
import type { DataProgress, DatasetInfo, DeviceOption } from '../protocol/jobs.ts';

interface EngineState {
  readonly status: 'starting' | 'ready' | 'failed';
  /** Why the engine failed, in words. */
  readonly problem: string | null;
  readonly data: {
    readonly progress: DataProgress | null;
    readonly info: DatasetInfo | null;
    readonly problem: string | null;
  };
  readonly quickLatency: {
    readonly status: 'idle' | 'measuring' | 'waiting';
    readonly latency: Latency | null;
  };
  readonly devices: {
    readonly status: 'untried' | 'trying' | 'tried';
    readonly options: readonly DeviceOption[];
    readonly problem: string | null;
    /** When, in milliseconds since 1970; an earlier visit's figures may be shown again. */
    readonly measuredAt: number | null;
  };
}

/** What the worker is, has loaded and has measured; facts only, changed by actions. */
export const engineStore = createStore<EngineState>(() => ({
  status: 'starting',
  problem: null,
  data: { progress: null, info: null, problem: null },
  quickLatency: { status: 'idle', latency: null },
  devices: { status: 'untried', options: [], problem: null, measuredAt: null },
}));
