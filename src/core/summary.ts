import { fixFor } from './fixes.ts';
import type { ProblemCode } from './layer.ts';
import { definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import { type Architecture, maxLayers } from './recipe.ts';
import { mnistClasses, mnistShape, type Shape, shapeInWords, sizeOf } from './shape.ts';

export const bytesPerFloat = 4;
export const maxParameters = 20_000_000;

/** Something the user can put right: a normal state of a network under construction, never thrown. */
export interface Problem {
  /** The row it stands on; null for the whole network. */
  readonly layerId: string | null;
  readonly code: ProblemCode;
  /** Expected, received, and what to do. */
  readonly message: string;
  /** The obvious way out, where there is one: the network as it would be. */
  readonly fix: { readonly label: string; readonly architecture: Architecture } | null;
}

/** What one layer is and costs in its place. Shapes are null from the first broken layer on. */
export interface LayerSummary {
  readonly layer: Layer;
  /** As Keras would name it: `conv2d`, `conv2d_1`. */
  readonly kerasName: string;
  readonly inputShape: Shape | null;
  readonly outputShape: Shape | null;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Multiply–accumulates for one example. FLOPs are twice that. */
  readonly macs: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly problem: Problem | null;
}

export interface Summary {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly macs: number;
  /** Float32: parameters × 4. */
  readonly weightBytes: number;
  /** Largest input + output of any one layer, float32, one example: what a chain needs at inference. */
  readonly peakActivationBytes: number;
  /** All outputs of one example together: what backpropagation keeps. */
  readonly activationElements: number;
  /** The first thing to put right; training waits for it. */
  readonly problem: Problem | null;
}

const cache = new WeakMap<Architecture, Summary>();

/** Shapes, costs and problems of a network on MNIST's images; computed once for each architecture. */
export function summarize(architecture: Architecture): Summary {
  const known = cache.get(architecture);
  if (known !== undefined) return known;
  const layers = summarizeLayers(architecture);
  const totals = {
    parameters: total(layers, 'parameters'),
    trainableParameters: total(layers, 'trainableParameters'),
    macs: total(layers, 'macs'),
    weightBytes: total(layers, 'weightBytes'),
    peakActivationBytes: Math.max(0, ...layers.map(passingBytes)),
    activationElements: total(layers, 'activationBytes') / bytesPerFloat,
  };
  const broken = layers.find((row) => row.problem !== null)?.problem ?? null;
  const problem = broken ?? wholeProblem(architecture, layers, totals.parameters);
  const summary = { layers, ...totals, problem };
  cache.set(architecture, summary);
  return summary;
}

function summarizeLayers(architecture: Architecture): readonly LayerSummary[] {
  const names = kerasNames(architecture);
  let input: Shape | null = mnistShape;
  return architecture.map((layer, index) => {
    const row = summarizeLayer({
      architecture,
      layer,
      input,
      kerasName: names[index] ?? layer.kind,
    });
    input = row.outputShape;
    return row;
  });
}

interface Place {
  readonly architecture: Architecture;
  readonly layer: Layer;
  readonly input: Shape | null;
  readonly kerasName: string;
}

function summarizeLayer({ architecture, layer, input, kerasName }: Place): LayerSummary {
  const nothing = {
    parameters: 0,
    trainableParameters: 0,
    macs: 0,
    weightBytes: 0,
    activationBytes: 0,
  };
  const row = { layer, kerasName, inputShape: input, outputShape: null, problem: null, ...nothing };
  if (input === null) return row;
  const definition = definitionOf(layer.kind);
  const output = definition.outputShape(layer.params, input);
  if (!output.ok) {
    const problem = { layerId: layer.id, ...output.problem };
    return {
      ...row,
      problem: { ...problem, fix: fixFor(architecture, layer, output.problem.code) },
    };
  }
  const weights = definition.weights(layer.params, input);
  const count = (specs: typeof weights) => specs.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
  const parameters = count(weights);
  return {
    ...row,
    outputShape: output.shape,
    parameters,
    trainableParameters: count(weights.filter((weight) => weight.trainable)),
    macs: definition.macs(layer.params, input, output.shape),
    weightBytes: parameters * bytesPerFloat,
    activationBytes: definition.isView ? 0 : sizeOf(output.shape) * bytesPerFloat,
  };
}

/** What is wrong with a network whose layers all fit together. */
function wholeProblem(
  architecture: Architecture,
  layers: readonly LayerSummary[],
  parameters: number,
): Problem | null {
  const whole = (code: ProblemCode, message: string): Problem => ({
    layerId: null,
    code,
    message,
    fix: fixFor(architecture, null, code),
  });
  const output = layers.at(-1)?.outputShape;
  if (output === undefined || output === null)
    return whole('empty', 'The network is empty: start from a preset, or add a layer');
  if (architecture.length > maxLayers)
    return whole(
      'too-many-layers',
      `A network has at most ${maxLayers} layers here, this one has ${architecture.length}: remove some`,
    );
  if (parameters > maxParameters)
    return whole(
      'too-many-parameters',
      `At most 20 million parameters fit here, this network has ${(parameters / 1e6).toFixed(1)} million: make its largest layer smaller`,
    );
  if (output.length !== 1 || output[0] !== mnistClasses)
    return whole(
      'wrong-output',
      `The last layer must give ${mnistClasses} numbers, one for each digit, but gives ${shapeInWords(output)}`,
    );
  return null;
}

/** Keras numbers layers of one class: `dense`, `dense_1`, … */
export function kerasNames(architecture: Architecture): readonly string[] {
  const seen = new Map<LayerKind, number>();
  return architecture.map(({ kind }) => {
    const count = seen.get(kind) ?? 0;
    seen.set(kind, count + 1);
    const name = snakeCase(definitionOf(kind).label);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** Keras' own rule: `MaxPooling2D` becomes `max_pooling2d`. */
const snakeCase = (label: string): string =>
  label
    .replaceAll(' ', '_')
    .replaceAll(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

type NumericKey = 'parameters' | 'trainableParameters' | 'macs' | 'weightBytes' | 'activationBytes';

const total = (layers: readonly LayerSummary[], key: NumericKey): number =>
  layers.reduce((sum, layer) => sum + layer[key], 0);

const passingBytes = ({ inputShape, activationBytes }: LayerSummary): number =>
  (inputShape === null ? 0 : sizeOf(inputShape) * bytesPerFloat) + activationBytes;

/** The layer with the most of something and its share of the whole; null when there is none of it. */
export function largestShare(
  summary: Summary,
  key: 'parameters' | 'macs',
): { readonly row: LayerSummary; readonly share: number } | null {
  const row = summary.layers.reduce<LayerSummary | null>(
    (best, candidate) => (best === null || candidate[key] > best[key] ? candidate : best),
    null,
  );
  return row === null || row[key] === 0 ? null : { row, share: row[key] / summary[key] };
}
