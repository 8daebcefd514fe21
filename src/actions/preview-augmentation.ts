import type { TrainingSetup } from '../core/training-setup.ts';
import { engine } from './engine.ts';

/**
 * Ten training digits as they are and as the first epoch of a run would show them, 28×28 grey levels each.
 * @throws EngineError
 */
export const previewAugmentation = (setup: TrainingSetup) =>
  engine().run('previewAugmentation', { augmentation: setup, seed: setup.seed });
