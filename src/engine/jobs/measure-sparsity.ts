import { weightSpecs } from '../../core/initialize.ts';
import { zerosIn } from '../../core/sparsity.ts';
import { percentile } from '../../core/stats.ts';
import { countOf, floatsOf, type StoredModel } from '../../core/stored-model.ts';
import { kerasNames } from '../../core/summary.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { SparsityPoint, SparsitySpeed } from '../../protocol/jobs.ts';
import { ownCompute } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { nextMacrotask } from '../macrotask.ts';
import type { ProductSize, ProductTrial, Runtime } from '../runtime.ts';
import type { Handlers } from '../serve.ts';

const batches = [1, 256];
const sparsities = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
const rounds = 5;

/** The crossover of sparse and dense products on this machine, one thread; both ways in turn, so that neither has a better hour. */
export const measureSparsityJob =
  (engine: Engine): Handlers['measureSparsity'] =>
  async ({ modelId }, { signal, report }) => {
    const { model } = await engine.models.stored(modelId);
    const layer = largestDense(model);
    const runtime = await engine.runtime('wasm');
    // Many times the clock's tick, as for a latency.
    const blockMs = engine.environment.crossOriginIsolated ? 2 : 10;
    return ownCompute(signal, async () => {
      const points: SparsityPoint[] = [];
      for (const batch of batches) {
        for (const sparsity of sparsities) {
          await nextMacrotask();
          signal.throwIfAborted();
          const trial = trialOf(runtime, { ...layer, rows: batch, sparsity });
          points.push({ sparsity, batch, ...timed(trial, batch, blockMs) });
          report({ done: points.length / (batches.length * sparsities.length) });
        }
      }
      return { ...layer, points };
    });
  };

/** The dense layer with most weights: zeros can save most there. */
function largestDense({ architecture, tensors }: StoredModel): Omit<SparsitySpeed, 'points'> {
  const names = kerasNames(architecture);
  const kernels = weightSpecs(architecture).flatMap(({ spec, layerIndex }, place) => {
    const tensor = tensors[place];
    const isDense = architecture[layerIndex]?.kind === 'dense' && spec.name === 'kernel';
    if (!isDense || tensor === undefined) return [];
    const [inputs = 1, units = 1] = spec.shape;
    return [{ layerName: names[layerIndex] ?? '', inputs, units, tensor }];
  });
  const [largest] = kernels.sort((a, b) => countOf(b.tensor) - countOf(a.tensor));
  if (largest === undefined)
    throw new EngineError('internal', 'It has no dense layer whose zeros could be left out');
  const { tensor, ...layer } = largest;
  return { ...layer, sparsity: zerosIn(floatsOf(tensor)) / countOf(tensor) };
}

function trialOf(runtime: Runtime, size: ProductSize): ProductTrial {
  const trial = runtime.productTrial?.(size);
  if (trial === undefined) throw new EngineError('internal', 'This runtime has no sparse products');
  return trial;
}

function timed(
  trial: ProductTrial,
  batch: number,
  blockMs: number,
): Pick<SparsityPoint, 'denseUs' | 'sparseUs'> {
  const way = (run: () => void) => ({ run, calls: callsFor(run, blockMs), us: [] as number[] });
  const [dense, sparse] = [way(() => trial.dense()), way(() => trial.sparse())];
  for (let round = 0; round < rounds; round++) {
    for (const { run, calls, us } of [dense, sparse])
      us.push((1000 * blockOf(run, calls)) / calls / batch);
  }
  return { denseUs: percentile(dense.us, 0.5), sparseUs: percentile(sparse.us, 0.5) };
}

function blockOf(way: () => void, calls: number): number {
  const startedMs = performance.now();
  for (let call = 0; call < calls; call++) way();
  return performance.now() - startedMs;
}

/** Calls that make a block of the wanted length; they warm up as well. */
function callsFor(way: () => void, blockMs: number): number {
  let calls = 1;
  for (;;) {
    const elapsedMs = blockOf(way, calls);
    if (elapsedMs >= blockMs) return calls;
    calls = Math.min(calls * 10, Math.ceil((calls * blockMs * 1.2) / Math.max(elapsedMs, 0.05)));
  }
}
