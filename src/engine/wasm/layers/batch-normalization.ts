import { batchNormEpsilon, batchNormMomentum } from '../../../core/layers/batch-normalization.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { LayerPlan, LayerSite, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perBatch, perTile, type Rows, type Step } from '../program.ts';
import { tensorNamed } from './tensors.ts';

type Site = LayerSite<{ readonly frozen: boolean }>;

function namesOf(site: Site) {
  const channels = site.inputShape.at(-1) ?? 1;
  return {
    channels,
    positions: sizeOf(site.inputShape) / channels,
    gamma: tensorNamed(site.tensors, 'gamma'),
    beta: tensorNamed(site.tensors, 'beta'),
    movingMean: tensorNamed(site.tensors, 'moving_mean'),
    movingVariance: tensorNamed(site.tensors, 'moving_variance'),
    y: createRows(sizeOf(site.outputShape)),
  };
}

export const batchNormalization: WasmLayer<'batchNormalization'> = (site) =>
  site.isTraining && !site.params.frozen ? withBatchStatistics(site) : withMovingStatistics(site);

function withMovingStatistics(site: Site): LayerPlan {
  const { channels, positions, gamma, beta, movingMean, movingVariance, y } = namesOf(site);
  const inverse = site.arena.shared(`layer ${site.layerIndex} moving inverse`, channels * 4);
  return {
    y,
    prepare: [
      () =>
        site
          .kernels()
          .inverseDeviations(movingVariance.address, channels, inverse, batchNormEpsilon),
    ],
    forward: [normalizeStep(site, { y, mean: movingMean.address, inverse })],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: [], dx: null };
      const scale = perTile([dy], (tile) => {
        const gradient = addressOf(dy, tile);
        site
          .kernels()
          .scaleGradient(
            gradient,
            gradient,
            tile.rows * positions,
            channels,
            inverse,
            gamma.address,
          );
      });
      return { steps: [scale], dx: dy };
    },
  };

  function normalizeStep(
    { x, kernels }: Site,
    target: { y: Rows; mean: number; inverse: number },
  ): Step {
    return perTile([x, target.y], (tile) =>
      kernels().normalize(
        addressOf(x, tile),
        addressOf(target.y, tile),
        tile.rows * positions,
        channels,
        target.mean,
        target.inverse,
        gamma.address,
        beta.address,
      ),
    );
  }
}

/** Statistics over the whole batch: the program is cut where they, and later their gradients, are complete. */
function withBatchStatistics(site: Site): LayerPlan {
  const { channels, positions, gamma, beta, movingMean, movingVariance, y } = namesOf(site);
  const { x, kernels, arena } = site;
  const vectorBytes = channels * 4;
  const slotBytes = channels * 16;
  const slots = arena.allocate(slotBytes * site.microBatches);
  const gradientSlots = arena.allocate(slotBytes * site.microBatches);
  const mean = arena.allocate(vectorBytes);
  const inverse = arena.allocate(vectorBytes);
  const means = arena.allocate(vectorBytes * 2);

  const forward = [
    perTile([x], (tile) => {
      const slot = slots + tile.microBatch * slotBytes;
      kernels().addMoments(addressOf(x, tile), tile.rows * positions, channels, slot);
    }),
    perBatch((batch) => {
      kernels().finishMoments(
        slots,
        batch.microBatches,
        batch.batchRows * positions,
        channels,
        mean,
        inverse,
        movingMean.address,
        movingVariance.address,
        batchNormMomentum,
        batchNormEpsilon,
      );
      kernels().clear(slots, slotBytes * batch.microBatches);
    }),
    perTile([x, y], (tile) =>
      kernels().normalize(
        addressOf(x, tile),
        addressOf(y, tile),
        tile.rows * positions,
        channels,
        mean,
        inverse,
        gamma.address,
        beta.address,
      ),
    ),
  ];

  const sumGradients = (dy: Rows): Step =>
    perTile([x, dy], (tile) =>
      kernels().addGradientMoments(
        addressOf(dy, tile),
        addressOf(x, tile),
        tile.rows * positions,
        channels,
        mean,
        inverse,
        gradientSlots + tile.microBatch * slotBytes,
      ),
    );
  const finishGradients = perBatch((batch) => {
    kernels().finishGradientMoments(
      gradientSlots,
      batch.microBatches,
      batch.batchRows * positions,
      channels,
      site.gradientOf(beta, batch),
      site.gradientOf(gamma, batch),
      means,
    );
    kernels().clear(gradientSlots, slotBytes * batch.microBatches);
  });
  const inputGradient = (dy: Rows, dx: Rows): Step =>
    perTile([x, dy, dx], (tile) =>
      kernels().normalizeGradient(
        addressOf(dy, tile),
        addressOf(x, tile),
        addressOf(dx, tile),
        tile.rows * positions,
        channels,
        mean,
        inverse,
        gamma.address,
        means,
      ),
    );

  return {
    y,
    prepare: [],
    forward,
    backward(dy) {
      const steps = [sumGradients(dy), finishGradients];
      if (!site.needsInputGradient) return { steps, dx: null };
      const dx = createRows(sizeOf(site.inputShape));
      return { steps: [...steps, inputGradient(dy, dx)], dx };
    },
  };
}
