import { EngineError } from '../../protocol/errors.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';

/** What quantizing a float run would do, layer by layer. */
export const inspectQuantizationJob =
  (_engine: Engine): Handlers['inspectQuantization'] =>
  () =>
    Promise.reject(new EngineError('internal', 'This is not built yet'));
