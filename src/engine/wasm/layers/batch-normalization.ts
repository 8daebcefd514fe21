import { batchNormEpsilon, batchNormMomentum } from '../../../core/layers/batch-normalization.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { LayerPlan, LayerSite, WasmLayer } from '../layer.ts';
import {
  addressOf,
  createRows,
  perBatch,
  perTile,
  type Rows,
  type Step,
  type Tile,
} from '../program.ts';
import { planActivation } from './activate.ts';
import { tensorNamed } from './tensors.ts';

type Site = LayerSite<{ readonly frozen: boolean }>;

export const batchNormalization: WasmLayer<'batchNormalization'> = (site) =>
  planNormalization(site, 'linear');

/** A batch normalisation, and the ReLU that follows it. */
export const planNormalization = (site: Site, activation: 'linear' | 'relu'): LayerPlan =>
  site.isTraining && !site.params.frozen
    ? withBatchStatistics(site, activation)
    : withMovingStatistics(site, activation);

interface Norm {
  readonly channels: number;
  /** Values of a channel in one image. */
  readonly positions: number;
  /** Addresses. */
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly inverse: number;
  readonly activation: 'linear' | 'relu';
}

function normOf(site: Site, statistics: Pick<Norm, 'mean' | 'inverse' | 'activation'>): Norm {
  const channels = channelsOf(site);
  return {
    channels,
    positions: sizeOf(site.inputShape) / channels,
    gamma: tensorNamed(site.tensors, 'gamma').address,
    beta: tensorNamed(site.tensors, 'beta').address,
    ...statistics,
  };
}

const channelsOf = (site: Site): number => site.inputShape.at(-1) ?? 1;

/** The kernels' arguments from `positions` to `floor`. */
const normArguments = (norm: Norm, tile: Tile) =>
  [
    ...[tile.rows * norm.positions, norm.channels],
    ...[norm.mean, norm.inverse, norm.gamma, norm.beta],
    norm.activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY,
  ] as [number, number, number, number, number, number, number];

const normalizeStep = ({ x, kernels }: Site, norm: Norm, y: Rows): Step =>
  perTile([x, y], (tile) =>
    kernels().normalize(addressOf(x, tile), addressOf(y, tile), ...normArguments(norm, tile)),
  );

function withMovingStatistics(site: Site, activation: Norm['activation']): LayerPlan {
  const { kernels, arena, layerIndex } = site;
  const channels = channelsOf(site);
  const variance = tensorNamed(site.tensors, 'moving_variance').address;
  const inverse = arena.shared(`layer ${layerIndex} moving inverse`, channels * 4);
  const mean = tensorNamed(site.tensors, 'moving_mean').address;
  const norm = normOf(site, { mean, inverse, activation });
  const y = createRows(sizeOf(site.outputShape));
  return {
    y,
    prepare: [() => kernels().inverseDeviations(variance, channels, inverse, batchNormEpsilon)],
    forward: [normalizeStep(site, norm, y)],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: [], dx: null };
      const relu = planActivation(site, activation, { z: y, inPlace: true });
      const scale = perTile([dy], (tile) => {
        const d = addressOf(dy, tile);
        kernels().scaleGradient(d, d, tile.rows * norm.positions, channels, inverse, norm.gamma);
      });
      return { steps: [...relu.backward(dy, dy), scale], dx: dy };
    },
  };
}

/** Statistics over the whole batch: the program is cut where they, and later their gradients, are complete. */
function withBatchStatistics(site: Site, activation: Norm['activation']): LayerPlan {
  const vectorBytes = channelsOf(site) * 4;
  const mean = site.arena.allocate(vectorBytes);
  const inverse = site.arena.allocate(vectorBytes);
  const norm = normOf(site, { mean, inverse, activation });
  const y = createRows(sizeOf(site.outputShape));
  return {
    y,
    prepare: [],
    forward: [...statisticsSteps(site, norm), normalizeStep(site, norm, y)],
    backward(dy) {
      const means = site.arena.allocate(vectorBytes * 2);
      const steps = gradientSumSteps(site, norm, { dy, means });
      if (!site.needsInputGradient) return { steps, dx: null };
      const dx = createRows(sizeOf(site.inputShape));
      return { steps: [...steps, inputGradientStep(site, norm, { dy, dx, means })], dx };
    },
  };
}

/** Each micro-batch's sums of a channel, two doubles, in a slot of their own. */
function allocateSlots(site: Site) {
  const bytes = channelsOf(site) * 16;
  return { bytes, address: site.arena.allocate(bytes * site.microBatches) };
}

function statisticsSteps(site: Site, norm: Norm): Step[] {
  const { x, kernels, tensors } = site;
  const { channels, positions } = norm;
  const slots = allocateSlots(site);
  const movingMean = tensorNamed(tensors, 'moving_mean').address;
  const movingVariance = tensorNamed(tensors, 'moving_variance').address;
  return [
    perTile([x], (tile) => {
      const slot = slots.address + tile.microBatch * slots.bytes;
      kernels().addMoments(addressOf(x, tile), tile.rows * positions, channels, slot);
    }),
    perBatch(({ microBatches, batchRows }) => {
      kernels().finishMoments(
        ...([slots.address, microBatches, batchRows * positions, channels] as const),
        ...([norm.mean, norm.inverse, movingMean, movingVariance] as const),
        ...([batchNormMomentum, batchNormEpsilon] as const),
      );
      kernels().clear(slots.address, slots.bytes * microBatches);
    }),
  ];
}

function gradientSumSteps(
  site: Site,
  norm: Norm,
  { dy, means }: { dy: Rows; means: number },
): Step[] {
  const { x, kernels, tensors, gradientOf } = site;
  const { channels, positions } = norm;
  const slots = allocateSlots(site);
  const [gamma, beta] = [tensorNamed(tensors, 'gamma'), tensorNamed(tensors, 'beta')];
  return [
    perTile([x, dy], (tile) =>
      kernels().addGradientMoments(
        ...([addressOf(dy, tile), addressOf(x, tile), ...normArguments(norm, tile)] as const),
        slots.address + tile.microBatch * slots.bytes,
      ),
    ),
    perBatch((batch) => {
      const { microBatches, batchRows } = batch;
      kernels().finishGradientMoments(
        ...([slots.address, microBatches, batchRows * positions, channels] as const),
        ...([gradientOf(beta, batch), gradientOf(gamma, batch), means] as const),
      );
      kernels().clear(slots.address, slots.bytes * microBatches);
    }),
  ];
}

const inputGradientStep = (
  { x, kernels }: Site,
  norm: Norm,
  { dy, dx, means }: { dy: Rows; dx: Rows; means: number },
): Step =>
  perTile([x, dy, dx], (tile) =>
    kernels().normalizeGradient(
      ...([addressOf(dy, tile), addressOf(x, tile), addressOf(dx, tile)] as const),
      ...([...normArguments(norm, tile), means] as const),
    ),
  );
