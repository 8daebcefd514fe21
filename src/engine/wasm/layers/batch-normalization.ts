import { batchNormEpsilon, batchNormMomentum } from '../../../core/layers/batch-normalization.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { LayerPlan, LayerSite, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perBatch, perTile, type Rows, type Step } from '../program.ts';
import { tensorNamed } from './tensors.ts';

type Site = LayerSite<{ readonly frozen: boolean }>;

export const batchNormalization: WasmLayer<'batchNormalization'> = (site) =>
  site.isTraining && !site.params.frozen ? withBatchStatistics(site) : withMovingStatistics(site);

interface Norm {
  readonly channels: number;
  /** Values of a channel in one image. */
  readonly positions: number;
  /** Addresses. */
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly inverse: number;
}

function normOf(site: Site, statistics: { mean: number; inverse: number }): Norm {
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

function normalizeStep({ x, kernels }: Site, norm: Norm, y: Rows): Step {
  const { channels, positions, mean, inverse, gamma, beta } = norm;
  return perTile([x, y], (tile) =>
    kernels().normalize(
      addressOf(x, tile),
      addressOf(y, tile),
      tile.rows * positions,
      channels,
      mean,
      inverse,
      gamma,
      beta,
    ),
  );
}

function withMovingStatistics(site: Site): LayerPlan {
  const { kernels, arena, layerIndex } = site;
  const channels = channelsOf(site);
  const variance = tensorNamed(site.tensors, 'moving_variance').address;
  const inverse = arena.shared(`layer ${layerIndex} moving inverse`, channels * 4);
  const mean = tensorNamed(site.tensors, 'moving_mean').address;
  const norm = normOf(site, { mean, inverse });
  const y = createRows(sizeOf(site.outputShape));
  return {
    y,
    prepare: [() => kernels().inverseDeviations(variance, channels, inverse, batchNormEpsilon)],
    forward: [normalizeStep(site, norm, y)],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: [], dx: null };
      const scale = perTile([dy], (tile) => {
        const d = addressOf(dy, tile);
        kernels().scaleGradient(d, d, tile.rows * norm.positions, channels, inverse, norm.gamma);
      });
      return { steps: [scale], dx: dy };
    },
  };
}

/** Statistics over the whole batch: the program is cut where they, and later their gradients, are complete. */
function withBatchStatistics(site: Site): LayerPlan {
  const vectorBytes = channelsOf(site) * 4;
  const mean = site.arena.allocate(vectorBytes);
  const inverse = site.arena.allocate(vectorBytes);
  const norm = normOf(site, { mean, inverse });
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
  const { channels, positions, mean, inverse } = norm;
  const slots = allocateSlots(site);
  const [gamma, beta] = [tensorNamed(tensors, 'gamma'), tensorNamed(tensors, 'beta')];
  return [
    perTile([x, dy], (tile) =>
      kernels().addGradientMoments(
        ...([addressOf(dy, tile), addressOf(x, tile), tile.rows * positions, channels] as const),
        ...([mean, inverse, slots.address + tile.microBatch * slots.bytes] as const),
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

function inputGradientStep(
  { x, kernels }: Site,
  norm: Norm,
  { dy, dx, means }: { dy: Rows; dx: Rows; means: number },
): Step {
  const { channels, positions, mean, inverse, gamma } = norm;
  return perTile([x, dy, dx], (tile) =>
    kernels().normalizeGradient(
      ...([addressOf(dy, tile), addressOf(x, tile), addressOf(dx, tile)] as const),
      ...([tile.rows * positions, channels, mean, inverse, gamma, means] as const),
    ),
  );
}
