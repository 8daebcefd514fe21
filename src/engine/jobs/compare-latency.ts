import { compareLatency } from '../compare-latency.ts';
import { ownCompute } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { fullProtocol } from '../latency.ts';
import { fastInferenceOf } from '../models.ts';
import type { Network } from '../runtime.ts';
import type { Handlers } from '../serve.ts';
import { untilImages } from './until-images.ts';

/** Two finished runs, timed in turn; waits until nothing trains. */
export const compareLatencyJob =
  (engine: Engine): Handlers['compareLatency'] =>
  async ({ modelIds, runtime: kind }, { signal, report }) => {
    const { dataset, environment } = engine;
    const set = dataset.validation;
    await untilImages(dataset, { split: 'validation', count: set.count, signal });
    const runtime = await engine.runtime(kind);
    const models = await Promise.all(modelIds.map((id) => engine.models.stored(id)));
    return ownCompute(signal, async () => {
      const networks: Network[] = [];
      try {
        for (const { model } of models) networks.push(await runtime.build(fastInferenceOf(model)));
        const [before, after] = networks as [Network, Network]; // as many as ids
        const given = { set, signal, isQuick: false, runtime: runtime.info };
        const onProgress = (done: number) => report({ done });
        const latencies = await compareLatency(
          [
            { ...given, network: before, onProgress },
            { ...given, network: after },
          ],
          fullProtocol(environment.crossOriginIsolated),
        );
        return { latencies };
      } finally {
        for (const network of networks) network.dispose();
      }
    });
  };
