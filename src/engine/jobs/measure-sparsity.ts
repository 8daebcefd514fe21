import { EngineError } from '../../protocol/errors.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';

/** The crossover of sparse and dense products on this machine. */
export const measureSparsityJob =
  (_engine: Engine): Handlers['measureSparsity'] =>
  () =>
    Promise.reject(new EngineError('internal', 'Not measured yet'));
