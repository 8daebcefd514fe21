import type { Kernels } from './kernels.ts';
import type { Layout } from './layout.ts';
import { updateTensor } from './optimizer.ts';
import type { Program } from './plan.ts';
import { addressOf, type Segment, type Tile } from './program.ts';
import type { DoPiece, Order } from './threads.ts';
import type { WeightRange } from './updates.ts';

/** The kinds of phases of a network's work. */
export const work = {
  /** Repack the weights that have changed; the repackings in shares. */
  prepareTraining: 0,
  prepareInference: 1,
  /** Segment number `index` of the training program; one piece for each micro-batch. */
  segment: 2,
  /** One optimizer step; the ranges of weights in shares. */
  update: 3,
  /** Logits of the rows staged; one piece for each tile. */
  answer: 4,
} as const;

/** How many pieces an order has. */
export function piecesOf(layout: Layout, { kind, index, rows }: Order): number {
  const { training, inference, counts, updates } = layout;
  switch (kind) {
    case work.prepareTraining:
      return sharesOf(training?.prepare);
    case work.prepareInference:
      return sharesOf(inference.prepare);
    case work.segment:
      return training?.segments[index]?.over === 'tile' ? Math.ceil(rows / counts.microBatch) : 1;
    case work.update:
      return sharesOf(updates);
    default:
      return Math.ceil(rows / counts.tile);
  }
}

/** One thread's hands: does any piece of any order on a network. */
export function workerOn(layout: Layout, kernels: Kernels, floats: Float32Array): DoPiece {
  const { training, inference, updates } = layout;
  return (order, piece) => {
    switch (order.kind) {
      case work.prepareTraining:
        repack(training, piece);
        break;
      case work.prepareInference:
        repack(inference, piece);
        break;
      case work.segment:
        runMicroBatch({ layout, kernels }, order, piece);
        break;
      case work.update:
        for (let i = piece; i < updates.length; i += mostShares)
          updateRange({ layout, kernels }, order, updates[i]);
        break;
      default:
        answer(layout, floats, { rows: order.rows, piece });
    }
  };
}

interface Place {
  readonly layout: Layout;
  readonly kernels: Kernels;
}

function repack(program: Program | null, piece: number): void {
  const prepare = program?.prepare ?? [];
  for (let i = piece; i < prepare.length; i += mostShares) prepare[i]?.();
}

/** However many weights a network has: a phase has at most `maxPieces`. */
const mostShares = 128;

const sharesOf = (list: readonly unknown[] = []): number => Math.min(list.length, mostShares);

/** A micro-batch's way through a segment, tile by tile; or the one step of a whole batch. */
function runMicroBatch({ layout, kernels }: Place, order: Order, microBatch: number): void {
  const { counts, training } = layout;
  const segment = training?.segments[order.index];
  if (segment === undefined) return;
  const microBatches = Math.ceil(order.rows / counts.microBatch);
  const whole = { microBatch, batchRows: order.rows, microBatches, step: order.step };
  if (segment.over === 'batch') {
    runSteps(segment, { ...whole, row: 0, rows: order.rows });
    return;
  }
  if (order.index === 0) clearSums({ layout, kernels }, microBatch);
  const from = microBatch * counts.microBatch;
  const to = Math.min(from + counts.microBatch, order.rows);
  for (let row = from; row < to; row += counts.tile)
    runSteps(segment, { ...whole, row, rows: Math.min(counts.tile, to - row) });
}

function runSteps({ steps }: Segment, tile: Tile): void {
  for (const step of steps) step.run(tile);
}

function clearSums({ layout, kernels }: Place, microBatch: number): void {
  const { metrics, gradients, weights } = layout;
  kernels.clear(metrics + microBatch * 16, 16);
  kernels.clear(gradients + microBatch * weights.accumulatorBytes, weights.accumulatorBytes);
}

function updateRange({ layout, kernels }: Place, order: Order, range?: WeightRange): void {
  const { weights, gradients, moments, counts, optimizer, rangeGradient } = layout;
  if (range === undefined || optimizer === null) return;
  const { tensor } = range;
  range.gradient?.run({ ...range, batchRows: order.rows }, rangeGradient);
  const update = {
    ...{ step: order.step, learningRate: order.learningRate },
    weightDecay: optimizer.weightDecay,
    gradient: range.gradient ? rangeGradient : gradients + tensor.place,
    accumulators: range.gradient ? 1 : Math.ceil(order.rows / counts.microBatch),
    accumulatorBytes: weights.accumulatorBytes,
    moment: moments + tensor.place,
    momentBytes: weights.trainableBytes,
  };
  updateTensor(kernels, optimizer.name, { tensor, update });
}

/** Logits of one tile of the rows staged, to where all of them are collected. */
function answer(
  { inference, counts, answers }: Layout,
  floats: Float32Array,
  { rows, piece }: { readonly rows: number; readonly piece: number },
): void {
  const row = piece * counts.tile;
  const tile: Tile = {
    ...{ microBatch: 0, row, rows: Math.min(counts.tile, rows - row) },
    ...{ batchRows: rows, microBatches: 1, step: 0 },
  };
  for (const segment of inference.segments) runSteps(segment, tile);
  const { floats: width } = inference.logits;
  const from = addressOf(inference.logits, tile) / 4;
  floats.copyWithin(answers / 4 + row * width, from, from + tile.rows * width);
}
