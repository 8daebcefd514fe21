import type { TechniqueKind } from '../core/techniques/index.ts';
import { EngineError } from '../protocol/errors.ts';
import type { Compression } from './compression.ts';

export const notYet =
  <K extends TechniqueKind>(): Compression<K> =>
  () => {
    throw new EngineError('internal', 'This technique is not built yet');
  };
