import type { Adapters } from '../protocol/jobs.ts';
import { engine } from './engine.ts';

/** The GPUs that the engine could train on; none where it cannot answer. */
export const inspectAdapters = (): Promise<Adapters> =>
  engine()
    .run('inspectAdapters', {})
    .catch(() => ({ webgpu: null, webgl: null }));
