import { invariant } from '../../core/invariant.ts';
import { definitionOf, type Layer, type LayerKind } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { mnistShape, type Shape, sizeOf } from '../../core/shape.ts';
import type { Kernels } from './kernels.ts';
import type { AnySite, LayerPlan, LayerSite, WasmLayer } from './layer.ts';
import { isConvPool, planConvPool } from './layers/conv-pool.ts';
import { wasmLayers } from './layers/index.ts';
import type { Arena } from './memory.ts';
import {
  addressOf,
  createRows,
  cutIntoSegments,
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
  readonly logits: Rows;
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
  /** Sums of a micro-batch: an f64 loss and an i32 count of right answers, 16 bytes. */
  readonly metrics: number;
  readonly gradients: number;
  readonly writeTable: LayerSite<unknown>['writeTable'];
}

/** A layer in its place, its input not yet planned. */
interface PlacedLayer {
  readonly layer: Layer;
  readonly site: Omit<AnySite, 'x'>;
}

interface PlannedLayer {
  readonly layerIndex: number;
  readonly plan: LayerPlan;
}

/** Rows that pass through together: few enough to stay in the cache, enough for tiles of four. */
export function tileRowsFor(architecture: Architecture): number {
  let shape: Shape = mnistShape;
  let floats = sizeOf(shape);
  for (const layer of architecture) {
    shape = outputOf(layer, shape);
    floats += sizeOf(shape);
  }
  const cachedFloats = 262_144;
  return Math.min(64, Math.max(16, Math.floor(cachedFloats / floats / 4) * 4));
}

function outputOf(layer: Architecture[number], input: Shape): Shape {
  const result = definitionOf(layer.kind).outputShape(layer.params, input);
  invariant(result.ok, `a network without problems (${layer.kind} cannot take ${input.join('×')})`);
  return result.shape;
}

/** Forward in inference mode, up to the logits. */
export function planInference(architecture: Architecture, around: Surroundings): Program {
  const { input, scale } = planInput(around);
  const layers = planLayers(placeLayers(architecture, around, false), input);
  return {
    prepare: layers.flatMap(({ plan }) => plan.prepare),
    segments: cutIntoSegments([scale, ...layers.flatMap(({ plan }) => plan.forward)]),
    logits: layers.at(-1)?.plan.y ?? input,
  };
}

/** Forward in training mode, loss, and backward down to the first trainable layer. */
export function planTraining(architecture: Architecture, around: Surroundings): Program {
  const { input, scale } = planInput(around);
  const layers = planLayers(placeLayers(architecture, around, true), input);
  const logits = layers.at(-1)?.plan.y ?? input;
  const dLogits = createRows(logits.floats);
  const forward = layers.flatMap(({ plan }) => plan.forward);
  const loss = planLoss(around, logits, dLogits);
  return {
    prepare: layers.flatMap(({ plan }) => plan.prepare),
    segments: cutIntoSegments([
      scale,
      ...forward,
      loss,
      ...planBackward(layers, dLogits, firstTrainable(around.weights)),
    ]),
    logits,
  };
}

const firstTrainable = (weights: Weights): number =>
  weights.trainable[0]?.layerIndex ?? Number.POSITIVE_INFINITY;

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

function planLoss(around: Surroundings, logits: Rows, dLogits: Rows): Step {
  const { kernels, labels, metrics } = around;
  return perTile([logits, dLogits], (tile) =>
    kernels().softmaxCrossEntropy(
      addressOf(logits, tile),
      labels + tile.row,
      tile.rows,
      logits.floats,
      1 / tile.batchRows,
      addressOf(dLogits, tile),
      metrics + tile.microBatch * 16,
      metrics + tile.microBatch * 16 + 8,
    ),
  );
}

function placeLayers(
  architecture: Architecture,
  around: Surroundings,
  isTraining: boolean,
): PlacedLayer[] {
  const { weights, gradients } = around;
  let inputShape: Shape = mnistShape;
  return architecture.map((layer, layerIndex) => {
    const outputShape = outputOf(layer, inputShape);
    const site = {
      ...around,
      ...{ layerIndex, inputShape, outputShape, isTraining, params: layer.params },
      tensors: weights.tensors.filter((tensor) => tensor.layerIndex === layerIndex),
      needsInputGradient: isTraining && firstTrainable(weights) < layerIndex,
      gradientOf: (tensor: Tensor, tile: Tile) =>
        gradients + tile.microBatch * weights.trainableBytes + tensor.place,
    };
    inputShape = outputShape;
    return { layer, site };
  });
}

function planLayers(placed: readonly PlacedLayer[], input: Rows): PlannedLayer[] {
  const planned: PlannedLayer[] = [];
  let rest = placed;
  let x = input;
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const fused = planFused(first, rest[1], x);
    const plan = fused ?? layerOf(first.layer.kind)({ ...first.site, x });
    planned.push({ layerIndex: first.site.layerIndex, plan });
    x = plan.y;
    rest = rest.slice(fused ? 2 : 1);
  }
  return planned;
}

/** One plan for two layers where that is faster than one each; else null. */
function planFused(first: PlacedLayer, second: PlacedLayer | undefined, x: Rows): LayerPlan | null {
  if (first.layer.kind !== 'conv2d' || second?.layer.kind !== 'maxPooling2d') return null;
  const conv = { ...first.site, x, params: first.layer.params };
  const pool = { ...second.site, x, params: second.layer.params };
  return isConvPool(conv.params, pool) ? planConvPool(conv, pool) : null;
}

/** The planner of a kind, its parameter type erased: `kind` and `params` of a Layer belong together. */
const layerOf = (kind: LayerKind) => wasmLayers[kind] as unknown as AnyLayer;
type AnyLayer = (site: AnySite) => ReturnType<WasmLayer<LayerKind>>;

function planBackward(layers: readonly PlannedLayer[], dLogits: Rows, first: number): Step[] {
  const steps: Step[] = [];
  let dy: Rows | null = dLogits;
  for (const { layerIndex, plan } of layers.toReversed()) {
    if (dy === null || layerIndex < first) break;
    const backward: ReturnType<LayerPlan['backward']> = plan.backward(dy);
    steps.push(...backward.steps);
    dy = backward.dx;
  }
  return steps;
}
