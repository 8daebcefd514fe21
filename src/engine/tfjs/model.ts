import type * as tf from '@tensorflow/tfjs-core';
import { weightSpecs } from '../../core/initialize.ts';
import type { WeightSpec } from '../../core/layer.ts';
import type { Layer } from '../../core/layers/index.ts';
import { skipSource } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { LayerPass, TfjsLayer, TrainingPass } from './layer.ts';
import { tfjsLayers } from './layers/index.ts';

interface PlannedLayer {
  readonly layer: Layer;
  /** Its weights are `weights.slice(from, to)` of the network's. */
  readonly from: number;
  readonly to: number;
}

/** An architecture with its weights counted out. */
export interface Model {
  readonly layers: readonly PlannedLayer[];
  readonly weights: readonly WeightSpec[];
  /** Places of the trainable weights among all, rising. */
  readonly trainable: readonly number[];
}

/** @param architecture one that `summarize` finds no problem in */
export function planModel(architecture: Architecture): Model {
  const placed = weightSpecs(architecture);
  const layers = architecture.map((layer, index) => {
    const from = placed.filter(({ layerIndex }) => layerIndex < index).length;
    const count = placed.filter(({ layerIndex }) => layerIndex === index).length;
    return { layer, from, to: from + count };
  });
  const weights = placed.map(({ spec }) => spec);
  const trainable = weights.flatMap((spec, place) => (spec.trainable ? [place] : []));
  return { layers, weights, trainable };
}

interface Pass {
  /** All of the network's, in Keras order. */
  readonly weights: readonly tf.Tensor[];
  /** Null at inference; here `replaceWeight` counts over all of the network's weights. */
  readonly training: TrainingPass | null;
}

/** Logits `[rows, 10]` of images `[rows, 28, 28, 1]`. */
export function forward(model: Model, images: tf.Tensor, { weights, training }: Pass): tf.Tensor2D {
  const inputs: tf.Tensor[] = [];
  let value = images;
  for (const [layerIndex, { layer, from, to }] of model.layers.entries()) {
    const inLayer = training && {
      ...training,
      replaceWeight: (place: number, tensor: tf.Tensor) =>
        training.replaceWeight(from + place, tensor),
    };
    inputs.push(value);
    const skip = inputs[skipSource(layer, layerIndex) ?? inputs.length];
    value = applyLayer(layer, value, {
      layerIndex,
      weights: weights.slice(from, to),
      training: inLayer,
      ...(skip && { skip }),
    });
  }
  return value as tf.Tensor2D;
}

function applyLayer(layer: Layer, input: tf.Tensor, pass: LayerPass): tf.Tensor {
  const apply = tfjsLayers[layer.kind] as TfjsLayer<Layer['kind']>; // kind and params belong together
  return apply(input, layer.params, pass);
}
