import type { RuntimeInfo } from '../core/run.ts';
import { ownCompute, sharingCompute } from '../engine/compute-lock.ts';
import { firstRows, forwardAll, scoreOf } from '../engine/jobs/evaluate.ts';
import { fullProtocol, measureLatency } from '../engine/latency.ts';
import type {
  ProductionEvent,
  ProductionFigures,
  ProductionInput,
} from '../protocol/production.ts';
import type { ProductionNetwork } from './network.ts';

/** A worker for one network in one runtime: it ends with its measurement, and so does all that the runtime holds. */
self.onmessage = ({ data }: MessageEvent<ProductionInput>) => void answer(data);

const say = (event: ProductionEvent): void => self.postMessage(event);

async function answer(input: ProductionInput): Promise<void> {
  try {
    say({ type: 'done', figures: await measure(input) });
  } catch (error) {
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Whoever cancels ends the worker. */
const { signal } = new AbortController();
const latencyShare = 0.7;

async function measure(input: ProductionInput): Promise<ProductionFigures> {
  const { images, runtime: backend } = input;
  const labels = Uint8Array.from(input.labels);
  const set = { images, labels, count: labels.length };
  const network = await open(input);
  const runtime: RuntimeInfo = { kind: 'wasm', backend, threads: network.threads };
  const latency = await ownCompute(signal, () =>
    measureLatency(
      {
        ...{ network, set, runtime, signal, isQuick: false },
        onProgress: (done) => say({ type: 'progress', done: latencyShare * done }),
      },
      fullProtocol(globalThis.crossOriginIsolated),
    ),
  );
  const logits = await sharingCompute(signal, () =>
    forwardAll(network, { set, indices: firstRows(set.count) }, signal),
  );
  return { latency, score: scoreOf(logits, labels), downloadBytes: loadedBytes() };
}

async function open(input: ProductionInput): Promise<ProductionNetwork> {
  if (input.runtime === 'litert') return (await loaded(import('./litert.ts'))).openLiteRt(input);
  return (await loaded(import('./onnxruntime.ts'))).openOnnx(input);
}

/** No runtime of others is kept for use without a network. */
const loaded = <T>(module: Promise<T>): Promise<T> =>
  module.catch(() => {
    throw new Error('it could not be loaded: check the connection, then try again');
  });

/** Nothing but the runtime is loaded in here; a file from the cache tells its size all the same. */
const loadedBytes = (): number =>
  performance
    .getEntriesByType('resource')
    .map((entry) => entry as PerformanceResourceTiming) // that is what they are
    .reduce(
      (sum, { encodedBodySize, decodedBodySize }) => sum + (encodedBodySize || decodedBodySize),
      0,
    );
