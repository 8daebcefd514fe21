import type { CompressionStep, TechniqueKind } from '../core/techniques/index.ts';
import { cluster } from './cluster/run.ts';
import type { Compression, CompressionContext, CompressionPlan } from './compression.ts';
import { fineTune } from './fine-tune/run.ts';
import { huffman } from './huffman/run.ts';
import { notYet } from './not-yet.ts';
import { quantize } from './quantize/run.ts';

/** One line a technique. */
const compressions: { readonly [K in TechniqueKind]: Compression<K> } = {
  prune: notYet(),
  removeFilters: notYet(),
  quantize,
  cluster,
  huffman,
  fineTune,
};

/** Plans one step of compression. */
export async function planCompression(
  { kind, params }: CompressionStep,
  context: CompressionContext,
): Promise<CompressionPlan> {
  const plan = compressions[kind] as Compression<TechniqueKind>; // kind and params belong together
  return plan(params, context);
}
