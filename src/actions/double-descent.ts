import type { FeatureFit } from '../core/random-features.ts';
import type { Jobs } from '../protocol/jobs.ts';
import { engine } from './engine.ts';

/**
 * Fits random-feature models of rising size to the first training images; each is told as it comes.
 * @throws EngineError, `cancelled` when the signal says so
 */
export const fitFeatures = (
  setup: Jobs['doubleDescent']['input'],
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (fit: FeatureFit) => void;
  },
): Promise<Jobs['doubleDescent']['result']> => engine().run('doubleDescent', setup, options);
