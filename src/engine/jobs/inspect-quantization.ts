import type { FloatModel } from '../../compression/compression.ts';
import { operationsOf } from '../../compression/quantize/operations.ts';
import { quantize } from '../../compression/quantize/run.ts';
import { weightSpecs } from '../../core/initialize.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { Score } from '../../core/run.ts';
import { floatsOf, type QuantizedRange, type StoredModel } from '../../core/stored-model.ts';
import { kerasNames } from '../../core/summary.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { LayerSensitivity, NamedRange } from '../../protocol/quantization-report.ts';
import { sharingCompute } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { inferenceOf } from '../models.ts';
import type { Network, Runtime } from '../runtime.ts';
import type { Handlers, JobContext } from '../serve.ts';
import { firstRows, forwardAll, scoreOf } from './evaluate.ts';
import { contextOf } from './fit.ts';
import { tensorReports } from './tensor-report.ts';
import { untilImages } from './until-images.ts';

const mostImages = 2000;

type Context = JobContext<'inspectQuantization'>;

/** What quantizing a float run would do, layer by layer; nothing is kept. */
export const inspectQuantizationJob =
  (engine: Engine): Handlers['inspectQuantization'] =>
  async ({ modelId, params }, context) => {
    const { signal } = context;
    const { model, recipe } = await engine.models.stored(modelId);
    if (model.tensors.some(({ type }) => type !== 'float32'))
      throw new EngineError(
        'internal',
        'Its weights are codes by now: look at the run that it came from',
      );
    const { validation } = engine.dataset;
    await untilImages(engine.dataset, { split: 'validation', count: validation.count, signal });
    const plan = await quantize(
      { ...params, epochs: 0 },
      contextOf(engine, { model, setup: recipe.setup, before: [], signal }),
    );
    const quantized = await plan.finish(plan.start);
    const runtime = await engine.runtime('wasm');
    const inspection = { engine, runtime, start: plan.start, quantized };
    return sharingCompute(signal, () => inspect(inspection, context));
  };

interface Inspection {
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly start: FloatModel;
  readonly quantized: StoredModel;
}

async function inspect(inspection: Inspection, { signal, report }: Context) {
  const { engine, runtime, start, quantized } = inspection;
  const { architecture, arithmetic } = quantized;
  const known = {
    architecture,
    ranges: arithmetic.kind === 'int8' ? namedRanges(architecture, arithmetic.ranges) : null,
    tensors: tensorReports(start, quantized),
    sensitivities: [],
  };
  report({ done: 0, report: known });
  const score = (network: Network) => scoreFirst(engine, network, signal);
  const own = await runtime.build(inferenceOf(quantized));
  const network = await runtime.build(inferenceOf(floatsOnly(quantized, start)));
  try {
    const floats = await score(network);
    const sensitivities: LayerSensitivity[] = [];
    const layers = quantizedLayers(quantized);
    for (const layer of layers) {
      setLayer(network, layer.layerIndex, quantized);
      sensitivities.push({ ...layer, validation: await score(network) });
      setLayer(network, layer.layerIndex, floatsOnly(quantized, start));
      const done = sensitivities.length / (layers.length + 1);
      report({ done, report: { ...known, sensitivities: [...sensitivities] } });
    }
    return { ...known, sensitivities, floats, quantized: await score(own) };
  } finally {
    network.dispose();
    own.dispose();
  }
}

function namedRanges(architecture: Architecture, ranges: readonly QuantizedRange[]): NamedRange[] {
  const places = operationsOf(architecture).map(({ layerIndex }) => layerIndex);
  const names = places.map((layerIndex, place) => {
    const name = `${layerIndex + 1} ${architecture[layerIndex]?.kind}`;
    const first = places.indexOf(layerIndex);
    const count = places.lastIndexOf(layerIndex) - first + 1;
    return count === 1 ? name : `${name} (${place - first + 1} of ${count})`;
  });
  return ranges.map((range, value) => ({ ...range, name: names[value - 1] ?? 'input' }));
}

/** The network before its weights are rounded. */
const floatsOnly = (quantized: StoredModel, { weights }: FloatModel): StoredModel => ({
  ...quantized,
  tensors: weights.map((values) => ({ type: 'float32', values })),
  arithmetic: { kind: 'float' },
});

/** Layers that have a tensor of fewer than 32 bits. */
function quantizedLayers({ architecture, tensors }: StoredModel) {
  const specs = weightSpecs(architecture);
  const isFewer = (tensor: StoredModel['tensors'][number] | undefined): boolean =>
    tensor?.type === 'float16' || (tensor?.type === 'integer' && tensor.bits < 32);
  const found = new Set(
    specs.filter((_, place) => isFewer(tensors[place])).map(({ layerIndex }) => layerIndex),
  );
  const names = kerasNames(architecture);
  return [...found].map((layerIndex) => ({ layerIndex, name: names[layerIndex] ?? '' }));
}

/** Gives one layer of a float network the weights of a model. */
function setLayer(network: Network, layerIndex: number, model: StoredModel): void {
  const specs = weightSpecs(model.architecture);
  network.adjust?.(({ weights }) => {
    model.tensors.forEach((tensor, place) => {
      if (specs[place]?.layerIndex === layerIndex) weights[place]?.set(floatsOf(tensor));
    });
  });
}

async function scoreFirst(
  { dataset: { validation } }: Engine,
  network: Network,
  signal: AbortSignal,
): Promise<Score> {
  const count = Math.min(mostImages, validation.count);
  const batch = { set: validation, indices: firstRows(count) };
  const logits = await forwardAll(network, batch, signal);
  return scoreOf(logits, validation.labels.subarray(0, count));
}
