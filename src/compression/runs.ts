import { weightsOf } from '../core/stored-model.ts';
import { type CompressionStep, type TechniqueKind, techniqueOf } from '../core/techniques/index.ts';
import { EngineError } from '../protocol/errors.ts';
import { cluster } from './cluster/run.ts';
import type { Compression, CompressionContext, CompressionPlan } from './compression.ts';
import { fineTune } from './fine-tune/run.ts';
import { huffman } from './huffman/run.ts';
import { prune } from './prune/run.ts';
import { quantize } from './quantize/run.ts';
import { removeFilters } from './remove-filters/run.ts';

/** One line a technique. */
const compressions: { readonly [K in TechniqueKind]: Compression<K> } = {
  prune,
  removeFilters,
  quantize,
  cluster,
  huffman,
  fineTune,
};

/** Plans one step of compression. @throws EngineError in words where it cannot be done */
export async function planCompression(
  { kind, params }: CompressionStep,
  context: CompressionContext,
): Promise<CompressionPlan> {
  const { architecture } = context.model;
  const problem = techniqueOf(kind).problem({ architecture, before: context.before }, params);
  if (problem !== null) throw new EngineError('internal', problem);
  if (!weightsOf(context.model).every((values) => values.every(Number.isFinite)))
    throw new EngineError(
      'diverged',
      'Its weights are numbers no longer: train it anew, at a smaller learning rate',
    );
  const plan = compressions[kind] as Compression<TechniqueKind>; // kind and params belong together
  return plan(params, context);
}
