import type { DistillationParams } from '../../core/distillation.ts';
import { invariant } from '../../core/invariant.ts';
import type { Layer, LayerKind } from '../../core/layers/index.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { mnistShape, type Shape, sizeOf } from '../../core/shape.ts';
import type { Kernels } from './kernels.ts';
import type { AnySite, BackwardPlan, LayerPlan, LayerSite, SkipSite, WasmLayer } from './layer.ts';
import { planNormalization } from './layers/batch-normalization.ts';
import { isConvPool, planConvPool } from './layers/conv-pool.ts';
import { wasmLayers } from './layers/index.ts';
import { planLoss } from './loss.ts';
import type { Arena } from './memory.ts';
import { type Extents, observeStages } from './observe.ts';
import {
  addressOf,
  createRows,
  cutIntoSegments,
  type KernelGradient,
  perTile,
  type Rows,
  type Segment,
  type Step,
  type Tile,
} from './program.ts';
import type { Tensor, Weights } from './weights.ts';

/** Everything one pass over a network does, in order. */
export interface Program {
  readonly prepare: readonly (() => void)[];
  readonly segments: readonly Segment[];
  readonly gradients: readonly KernelGradient[];
  readonly logits: Rows;
  /** Of an observed network: what its values reach. */
  readonly extents?: Extents;
}

/** Where things outside the layers are; addresses are fixed when planning begins. */
export interface Surroundings {
  readonly kernels: () => Kernels;
  readonly arena: Arena;
  readonly weights: Weights;
  readonly tileRows: number;
  readonly microBatches: number;
  readonly seed: number;
  readonly pixelRange: '0..1' | '-1..1';
  /** Grey levels and labels of the batch's rows. */
  readonly pixels: number;
  readonly labels: number;
  /** A teacher's logits for them; 0 where there is none. */
  readonly teacher: number;
  readonly distillation: DistillationParams | null;
  /** Sums of a micro-batch: an f64 loss and an i32 count of right answers, 16 bytes. */
  readonly metrics: number;
  readonly gradients: number;
  readonly observed: boolean;
  readonly codesOf: LayerSite<unknown>['codesOf'];
  readonly writeTable: LayerSite<unknown>['writeTable'];
}

/** A layer in its place, its inputs not yet planned. */
interface SitedLayer {
  readonly layer: Layer;
  readonly site: Omit<AnySite, 'x' | 'skip'>;
  readonly skip: SitedSkip | null;
}

interface SitedSkip extends Omit<SkipSite, 'x'> {
  readonly from: number;
}

interface PlannedLayer {
  readonly layerIndex: number;
  readonly skip: SitedSkip | null;
  readonly plan: LayerPlan;
}

/** Rows that pass through together: few enough to stay in the cache, enough for tiles of four. */
export function tileRowsFor(architecture: Architecture): number {
  const floats = placeLayers(architecture).reduce(
    (sum, placed) => sum + sizeOf(outputOf(placed)),
    sizeOf(mnistShape),
  );
  const cachedFloats = 262_144;
  return Math.min(64, Math.max(16, Math.floor(cachedFloats / floats / 4) * 4));
}

function outputOf({ layer, output }: PlacedLayer): Shape {
  invariant(
    output?.ok === true,
    `a network without problems (${layer.kind} cannot take its input)`,
  );
  return output.shape;
}

/** Forward in inference mode, up to the logits. */
export function planInference(architecture: Architecture, around: Surroundings): Program {
  const { input, scale } = planInput(around);
  const { observed } = around;
  const layers = planLayers(siteLayers(architecture, around, false), input, !observed);
  const stages = [
    { steps: [scale], values: [input] },
    ...layers.map(({ plan: { forward, inner = [], y } }) => ({
      steps: forward,
      values: [...inner, y],
    })),
  ];
  const { steps, ...seen } = observed
    ? observeStages(around, stages)
    : { steps: stages.flatMap((stage) => stage.steps) };
  return {
    prepare: layers.flatMap(({ plan }) => plan.prepare),
    segments: cutIntoSegments(steps),
    gradients: [],
    logits: layers.at(-1)?.plan.y ?? input,
    ...seen,
  };
}

/** Forward in training mode, loss, and backward down to the first trainable layer. */
export function planTraining(architecture: Architecture, around: Surroundings): Program {
  const { input, scale } = planInput(around);
  const layers = planLayers(siteLayers(architecture, around, true), input);
  const logits = layers.at(-1)?.plan.y ?? input;
  const dLogits = createRows(logits.floats);
  const forward = layers.flatMap(({ plan }) => plan.forward);
  const loss = planLoss(around, logits, dLogits);
  const backward = planBackward(around, layers, dLogits);
  return {
    prepare: layers.flatMap(({ plan }) => plan.prepare),
    segments: cutIntoSegments([scale, ...forward, ...loss, ...backward.steps]),
    gradients: backward.gradients,
    logits,
  };
}

const firstTrainable = (weights: Weights): number =>
  weights.trainable[0]?.layerIndex ?? Number.POSITIVE_INFINITY;

/** Adds rows to others in place. */
const sumStep = ({ kernels }: Surroundings, target: Rows, more: Rows): Step =>
  perTile([target, more], (tile) => {
    const address = addressOf(target, tile);
    kernels().sum(address, addressOf(more, tile), address, tile.rows * target.floats);
  });

function planInput({ kernels, pixels, pixelRange }: Surroundings) {
  const size = sizeOf(mnistShape);
  const input = createRows(size);
  const [divisor, shift] = pixelRange === '0..1' ? [255, 0] : [127.5, 1];
  const scale = perTile([input], (tile) =>
    kernels().scalePixels(
      pixels + tile.row * size,
      addressOf(input, tile),
      tile.rows * size,
      divisor,
      shift,
    ),
  );
  return { input, scale };
}

function siteLayers(
  architecture: Architecture,
  around: Surroundings,
  isTraining: boolean,
): SitedLayer[] {
  const { weights, gradients } = around;
  return placeLayers(architecture).map((placed, layerIndex) => {
    const { layer, skip, input } = placed;
    const site = {
      ...around,
      ...{ layerIndex, isTraining, params: layer.params },
      inputShape: input ?? mnistShape, // never null where there is an output
      outputShape: outputOf(placed),
      tensors: weights.tensors.filter((tensor) => tensor.layerIndex === layerIndex),
      needsInputGradient: isTraining && needsGradient(weights, layerIndex),
      gradientOf: (tensor: Tensor, tile: Tile) =>
        gradients + tile.microBatch * weights.accumulatorBytes + tensor.place,
    };
    const needsSkipGradient = isTraining && skip !== null && needsGradient(weights, skip.from);
    return { layer, site, skip: skip && { ...skip, needsGradient: needsSkipGradient } };
  });
}

/** Whether a layer's input depends on anything that is trained. */
const needsGradient = (weights: Weights, layerIndex: number): boolean =>
  firstTrainable(weights) < layerIndex;

function planLayers(sited: readonly SitedLayer[], input: Rows, mayFuse = true): PlannedLayer[] {
  const planned: PlannedLayer[] = [];
  const sources = new Set(sited.map(({ skip }) => skip?.from));
  /** By layer; none for a layer that is fused with the one before it. */
  const inputs: Rows[] = [];
  let rest = sited;
  let x = input;
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const { layerIndex } = first.site;
    inputs[layerIndex] = x;
    const isSplit = !mayFuse || sources.has(layerIndex + 1); // what lies between is somebody's skip
    const fused = isSplit ? null : planFused(first, rest[1], x);
    const plan = fused ?? planOne(first, x, inputs);
    planned.push({ layerIndex, skip: first.skip, plan });
    x = plan.y;
    rest = rest.slice(fused ? 2 : 1);
  }
  return planned;
}

function planOne({ layer, site, skip }: SitedLayer, x: Rows, inputs: readonly Rows[]): LayerPlan {
  const plan = layerOf(layer.kind);
  const source = skip === null ? undefined : inputs[skip.from];
  return plan({ ...site, x, skip: skip && source ? { ...skip, x: source } : null });
}

/** One plan for two layers where that is faster than one each; else null. */
function planFused(first: SitedLayer, second: SitedLayer | undefined, x: Rows): LayerPlan | null {
  if (second === undefined) return null;
  const site = { ...first.site, x, skip: null };
  if (first.layer.kind === 'conv2d' && second.layer.kind === 'maxPooling2d') {
    const conv = { ...site, params: first.layer.params };
    const pool = { ...second.site, x, skip: null, params: second.layer.params };
    return isConvPool(conv.params, pool) ? planConvPool(conv, pool) : null;
  }
  if (first.layer.kind === 'batchNormalization' && isRelu(second.layer))
    return planNormalization({ ...site, params: first.layer.params }, 'relu');
  return null;
}

const isRelu = ({ kind, params }: Layer): boolean =>
  kind === 'activation' && params.activation === 'relu';

/** The planner of a kind, its parameter type erased: `kind` and `params` of a Layer belong together. */
const layerOf = (kind: LayerKind) => wasmLayers[kind] as unknown as AnyLayer;
type AnyLayer = (site: AnySite) => ReturnType<WasmLayer<LayerKind>>;

function planBackward(
  around: Surroundings,
  layers: readonly PlannedLayer[],
  dLogits: Rows,
): { readonly steps: Step[]; readonly gradients: KernelGradient[] } {
  const steps: Step[] = [];
  const gradients: KernelGradient[] = [];
  const waiting = new Map<number, Rows[]>();
  let dy: Rows | null = dLogits;
  for (const { layerIndex, skip, plan } of layers.toReversed()) {
    if (dy === null || layerIndex < firstTrainable(around.weights)) break;
    const own: BackwardPlan = plan.backward(dy);
    const { dx, dSkip } = own;
    steps.push(...own.steps);
    gradients.push(...(own.gradients ?? []));
    if (skip !== null && dSkip) waiting.set(skip.from, [...(waiting.get(skip.from) ?? []), dSkip]);
    if (dx !== null)
      for (const more of waiting.get(layerIndex) ?? []) steps.push(sumStep(around, dx, more));
    dy = dx;
  }
  return { steps, gradients };
}
