import { weightSpecs } from '../core/initialize.ts';
import { invariant } from '../core/invariant.ts';
import type { Architecture, Recipe } from '../core/recipe.ts';
import { kerasNames } from '../core/summary.ts';
import {
  type Metadata,
  safetensorsByteLength,
  type TensorInfo,
  writeSafetensors,
} from './safetensors.ts';

/**
 * Names and shapes of a network's weights in Keras order: `conv2d/kernel`.
 * @param architecture one that `summarize` finds no problem in
 */
export function weightInfos(architecture: Architecture): readonly TensorInfo[] {
  const names = kerasNames(architecture);
  return weightSpecs(architecture).map(({ spec, layerIndex }) => ({
    name: `${names[layerIndex]}/${spec.name}`,
    shape: spec.shape,
  }));
}

/** The recipe without its layers' ids: they differ between equal networks, and so would the files. */
function metadataOf({ architecture, setup }: Recipe): Metadata {
  const layers = architecture.map(({ kind, params }) => ({ kind, params }));
  return { format: 'sizewise.model/1', recipe: JSON.stringify({ architecture: layers, setup }) };
}

/** The file that Download gives: safetensors with the recipe in its metadata. */
export function writeModelFile(
  recipe: Recipe,
  weights: readonly Float32Array[],
): Uint8Array<ArrayBuffer> {
  const infos = weightInfos(recipe.architecture);
  invariant(infos.length === weights.length, 'a network has a tensor for every weight');
  const tensors = infos.map((info, place) => ({
    ...info,
    values: weights[place] ?? new Float32Array(0),
  }));
  return writeSafetensors(tensors, metadataOf(recipe));
}

/** The exact size of that file before anything is trained. */
export const modelFileByteLength = (recipe: Recipe): number =>
  safetensorsByteLength(weightInfos(recipe.architecture), metadataOf(recipe));
