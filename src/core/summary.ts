import { fixFor } from './fixes.ts';
import type { ProblemCode, WeightSpec } from './layer.ts';
import { definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import { type PlacedLayer, placeLayers, type Skip } from './place.ts';
import { type Architecture, maxLayers } from './recipe.ts';
import { mnistClasses, type Shape, shapeInWords, sizeOf } from './shape.ts';

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
  /** The second input of a layer that looks back. */
  readonly skip: Skip | null;
  readonly outputShape: Shape | null;
  /** None where a problem leaves them open. */
  readonly weights: readonly WeightSpec[];
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
  /** The most that is alive at any one layer, float32, one example: its inputs, its output, and skips kept for later. */
  readonly peakActivationBytes: number;
  /** All outputs of one example together. */
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
    peakActivationBytes: peakActivationBytes(layers),
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
  return placeLayers(architecture).map((placed, index) => {
    const { layer, input, skip, output, macs, weights } = placed;
    const count = (specs: typeof weights) =>
      specs.reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
    const parameters = count(weights);
    const outputShape = output?.ok ? output.shape : null;
    const isView = definitionOf(layer.kind).isView ?? false;
    return {
      ...{ layer, skip, outputShape, parameters, macs, weights },
      kerasName: names[index] ?? layer.kind,
      inputShape: input,
      trainableParameters: count(weights.filter(({ trainable }) => trainable)),
      weightBytes: parameters * bytesPerFloat,
      activationBytes: outputShape === null || isView ? 0 : sizeOf(outputShape) * bytesPerFloat,
      problem: problemOf(architecture, placed),
    };
  });
}

function problemOf(architecture: Architecture, { layer, output }: PlacedLayer): Problem | null {
  if (output === null || output.ok) return null;
  const { problem } = output;
  return { layerId: layer.id, ...problem, fix: fixFor(architecture, layer, problem.code) };
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
export const snakeCase = (label: string): string =>
  label
    .replaceAll(' ', '_')
    .replaceAll(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

type NumericKey = 'parameters' | 'trainableParameters' | 'macs' | 'weightBytes' | 'activationBytes';

const total = (layers: readonly LayerSummary[], key: NumericKey): number =>
  layers.reduce((sum, layer) => sum + layer[key], 0);

/** The most that any layer's inputs, output and the skips that pass it by take together. */
function peakActivationBytes(layers: readonly LayerSummary[]): number {
  const values = valuesOf(layers);
  const lastUses = values.map((_, place) => place);
  layers.forEach(({ skip }, index) => {
    if (skip !== null) lastUses[skip.from] = Math.max(lastUses[skip.from] ?? 0, index);
  });
  const bytesAt = layers.map(({ activationBytes }, index) => {
    const alive = values.filter((_, place) => place <= index && index <= (lastUses[place] ?? 0));
    const distinct = new Map(alive.map(({ id, bytes }) => [id, bytes]));
    return activationBytes + [...distinct.values()].reduce((sum, bytes) => sum + bytes, 0);
  });
  return Math.max(0, ...bytesAt);
}

/** Each layer's input; what a view gives on is the same value as what it was given. */
function valuesOf(layers: readonly LayerSummary[]) {
  let id = -1;
  return layers.map(({ inputShape }, index) => {
    const before = layers[index - 1];
    if (before === undefined || before.activationBytes > 0) id = index;
    return { id, bytes: inputShape === null ? 0 : sizeOf(inputShape) * bytesPerFloat };
  });
}

/** What a layer's inputs come from, as Keras' summary has it: names of layers, or `input`. */
export function connectedTo(summary: Summary, index: number): readonly string[] {
  const nameBefore = (place: number) => summary.layers[place - 1]?.kerasName ?? 'input';
  const skip = summary.layers[index]?.skip ?? null;
  return skip === null ? [nameBefore(index)] : [nameBefore(index), nameBefore(skip.from)];
}

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
