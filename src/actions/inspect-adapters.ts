import type { Adapters } from '../protocol/jobs.ts';
import { engine } from './engine.ts';

let asked: Promise<Adapters> | null = null;

/**
 * The GPUs that the engine could train on; none where it cannot answer. A machine keeps its GPUs for a visit: asked
 * once, since a busy graphics process answers late.
 */
export function inspectAdapters(): Promise<Adapters> {
  asked ??= engine()
    .run('inspectAdapters', {})
    .catch(() => {
      asked = null;
      return { webgpu: null, webgl: null };
    });
  return asked;
}
