import { weightSpecs } from '../../core/initialize.ts';
import { zerosIn } from '../../core/sparsity.ts';
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
const passes = 3;
const roundsPerPass = 2;

/**
 * The crossover of sparse and dense products on this machine, one thread: both ways in turn, in passes over all shares of
 * zeros. The fastest block counts: whatever else the machine does only ever adds to it.
 */
export const measureSparsityJob =
  (engine: Engine): Handlers['measureSparsity'] =>
  async ({ modelId }, { signal, report }) => {
    const { model } = await engine.models.stored(modelId);
    const layer = largestDense(model);
    const runtime = await engine.runtime('wasm');
    // Many times the clock's tick, as for a latency.
    const blockMs = engine.environment.crossOriginIsolated ? 2 : 10;
    const speeds = batches.flatMap((batch) =>
      sparsities.map((sparsity) => speedOf(batch, sparsity)),
    );
    return ownCompute(signal, async () => {
      for (let pass = 0; pass < passes; pass++) {
        for (const [place, speed] of speeds.entries()) {
          await nextMacrotask();
          signal.throwIfAborted();
          const { batch: rows, sparsity } = speed;
          time(speed, trialOf(runtime, { ...layer, rows, sparsity }), blockMs);
          report({ done: (pass + (place + 1) / speeds.length) / passes });
        }
      }
      return { ...layer, points: speeds.map(pointOf) };
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

/** One way of a product: calls that make a block, and what blocks took, microseconds a call. */
interface Way {
  calls: number;
  readonly us: number[];
}

const speedOf = (batch: number, sparsity: number) => ({
  ...{ batch, sparsity },
  dense: { calls: 0, us: [] } as Way,
  sparse: { calls: 0, us: [] } as Way,
});

type Speed = ReturnType<typeof speedOf>;

function time(speed: Speed, trial: ProductTrial, blockMs: number): void {
  const ways = ['dense', 'sparse'] as const;
  for (const way of ways)
    speed[way].calls = callsFor(() => trial[way](), blockMs, speed[way].calls);
  for (let round = 0; round < roundsPerPass; round++) {
    for (const way of ways) {
      const { calls, us } = speed[way];
      us.push((1000 * blockOf(() => trial[way](), calls)) / calls);
    }
  }
}

const pointOf = ({ batch, sparsity, dense, sparse }: Speed): SparsityPoint => ({
  ...{ batch, sparsity },
  denseUs: Math.min(...dense.us) / batch,
  sparseUs: Math.min(...sparse.us) / batch,
});

function blockOf(way: () => void, calls: number): number {
  const startedMs = performance.now();
  for (let call = 0; call < calls; call++) way();
  return performance.now() - startedMs;
}

/** Calls that make a block of the wanted length, given those of the pass before; they warm up as well. */
function callsFor(way: () => void, blockMs: number, before: number): number {
  let calls = Math.max(1, before);
  for (;;) {
    const elapsedMs = blockOf(way, calls);
    if (elapsedMs >= blockMs) return calls;
    calls = Math.min(calls * 10, Math.ceil((calls * blockMs * 1.2) / Math.max(elapsedMs, 0.05)));
  }
}
