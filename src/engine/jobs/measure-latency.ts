import { fansOf, weightSpecs } from '../../core/initialize.ts';
import type { WeightSpec } from '../../core/layer.ts';
import { streams, uniform } from '../../core/random.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { Latency, RuntimeKind } from '../../core/run.ts';
import { sizeOf } from '../../core/shape.ts';
import { updateRun } from '../../storage/runs-db.ts';
import { ownCompute } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { fullProtocol, measureLatency, quickProtocol } from '../latency.ts';
import { fastInferenceOf } from '../models.ts';
import type { BuildOptions } from '../runtime.ts';
import type { Handlers } from '../serve.ts';
import { untilImages } from './until-images.ts';

/** Not a power of two, so that rows differ. */
const mostDrawn = 4099;

/** The full latency of a finished run; waits until nothing trains, and is kept in the run's record. */
export const measureLatencyJob =
  (engine: Engine): Handlers['measureLatency'] =>
  async ({ modelId, runtime }, { signal, report }) => {
    const { model } = await engine.models.stored(modelId);
    const latency = await measureNetwork(engine, {
      building: fastInferenceOf(model),
      onProgress: (done) => report({ done }),
      ...{ runtime, signal, isQuick: false },
    });
    await updateRun(modelId, { latency }).catch(() => undefined); // not stored: the page has it
    return latency;
  };

/** A quick figure for any network: a float network's speed does not depend on its weights. */
export const quickLatencyJob =
  (engine: Engine): Handlers['quickLatency'] =>
  ({ architecture, runtime }, { signal }) =>
    measureNetwork(engine, {
      building: { architecture, state: untrainedState(architecture), pixelRange: '0..1' },
      onProgress: () => undefined,
      ...{ runtime, signal, isQuick: true },
    });

const untrainedState = (architecture: Architecture) => ({
  weights: weightSpecs(architecture).map(({ spec }) => untrainedWeights(spec)),
  moments: [],
  step: 0,
});

/** As large as fresh weights are, but drawn once and repeated: drawing twenty million takes longer than measuring. */
function untrainedWeights({ shape, initializer }: WeightSpec): Float32Array {
  const weights = new Float32Array(sizeOf(shape));
  if (initializer === 'zeros') return weights;
  if (initializer === 'ones') return weights.fill(1);
  const { fanIn, fanOut } = fansOf(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const drawn = Math.min(mostDrawn, weights.length);
  for (let i = 0; i < drawn; i++) weights[i] = (2 * uniform(1, streams.init, i) - 1) * limit;
  for (let end = drawn; end < weights.length; end *= 2) weights.copyWithin(end, 0, end);
  return weights;
}

interface Measuring {
  readonly building: BuildOptions;
  readonly runtime: RuntimeKind;
  readonly isQuick: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

async function measureNetwork(engine: Engine, measuring: Measuring): Promise<Latency> {
  const { building, isQuick, signal, onProgress } = measuring;
  const { dataset, environment } = engine;
  const set = dataset.validation;
  await untilImages(dataset, { split: 'validation', count: set.count, signal });
  const runtime = await engine.runtime(measuring.runtime);
  const protocol = isQuick ? quickProtocol : fullProtocol;
  return ownCompute(signal, async () => {
    const network = await runtime.build(building);
    try {
      const subject = { network, set, isQuick, signal, onProgress, runtime: runtime.info };
      return await measureLatency(subject, protocol(environment.crossOriginIsolated));
    } finally {
      network.dispose();
    }
  });
}
