import { int8Tensors } from '../../../compression/quantize/int8.ts';
import { lowerToIntegerLayers } from '../../../compression/quantize/lower.ts';
import { operationsOf } from '../../../compression/quantize/operations.ts';
import { rangesOf } from '../../../compression/quantize/ranges.ts';
import type { Architecture } from '../../../core/recipe.ts';
import type { StoredModel } from '../../../core/stored-model.ts';
import type { Batch } from '../../runtime.ts';
import { extentsOf, freshState } from '../test-network.ts';

interface Case {
  readonly architecture: Architecture;
  readonly seed: number;
  readonly batch: Batch;
}

/** An untrained network in whole numbers, its ranges those of some images. */
export function integersOf({ architecture, seed, batch }: Case): StoredModel {
  const { weights } = freshState(architecture, seed);
  const pixelRange = seed % 2 === 0 ? '0..1' : '-1..1';
  const lowered = lowerToIntegerLayers({ architecture, weights });
  const some = { ...batch, indices: batch.indices.subarray(0, 4) };
  const operations = operationsOf(lowered.architecture);
  const ranges = rangesOf(operations, extentsOf(lowered, some, pixelRange));
  const granularity = seed % 3 === 0 ? 'tensor' : 'channel';
  const tensors = int8Tensors(operations, lowered.weights, { ranges, granularity });
  const arithmetic = { kind: 'int8', ranges } as const;
  return { architecture: lowered.architecture, pixelRange, tensors, arithmetic, coding: 'packed' };
}
