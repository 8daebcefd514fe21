import { isSameNetwork } from '../core/architecture.ts';
import { weightSpecs } from '../core/initialize.ts';
import { invariant } from '../core/invariant.ts';
import { type Architecture, type Recipe, stepsOf } from '../core/recipe.ts';
import type { StoredModel } from '../core/stored-model.ts';
import { kerasNames } from '../core/summary.ts';
import {
  type Metadata,
  type NamedTensor,
  safetensorsByteLength,
  type TensorInfo,
  writeSafetensors,
} from './safetensors.ts';
import { storedParts } from './stored-tensors.ts';

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

/** Without the layers' ids: they differ between equal networks, and so would the files. */
const withoutIds = (architecture: Architecture) =>
  architecture.map(({ kind, params }) => ({ kind, params }));

/** A recipe as files carry it. */
export const recipeText = (recipe: Recipe): string => JSON.stringify(written(recipe));

/** What a network has become, where its recipe does not say it. */
export const architectureText = (architecture: Architecture): string =>
  JSON.stringify(withoutIds(architecture));

const metadataOf = (recipe: Recipe): Metadata => ({
  format: 'sizewise.model/1',
  recipe: recipeText(recipe),
});

function written({ architecture, setup, compression, distillation }: Recipe): object {
  return {
    architecture: withoutIds(architecture),
    setup,
    ...(compression && { compression }),
    ...(distillation && {
      distillation: { params: distillation.params, teacher: written(distillation.teacher) },
    }),
  };
}

/** How a compressed network's tensors are to be read; absent from a file of plain floats. */
export interface ModelHeader {
  /** Absent where it is the recipe's. */
  readonly architecture?: unknown;
  readonly pixelRange: string;
  readonly arithmetic: unknown;
  readonly coding: string;
  /** One for each weight in Keras order. */
  readonly tensors: readonly { readonly type: string; readonly bits?: number }[];
}

/** The file that Download gives: safetensors with the recipe in its metadata. */
export function writeModelFile(recipe: Recipe, model: StoredModel): Uint8Array<ArrayBuffer> {
  const infos = weightInfos(model.architecture);
  invariant(infos.length === model.tensors.length, 'a network has a tensor for every weight');
  const parts = model.tensors.flatMap((tensor, place): readonly NamedTensor[] =>
    storedParts(tensor, infos[place] ?? { name: '', shape: [] }, model.coding),
  );
  return writeSafetensors(parts, { ...metadataOf(recipe), ...headerOf(recipe, model) });
}

function headerOf(recipe: Recipe, model: StoredModel): Metadata {
  if (stepsOf(recipe).length === 0) return {};
  const isRecipes = isSameNetwork(model.architecture, recipe.architecture);
  const header: ModelHeader = {
    ...(!isRecipes && { architecture: withoutIds(model.architecture) }),
    pixelRange: model.pixelRange,
    arithmetic: model.arithmetic,
    coding: model.coding,
    tensors: model.tensors.map((tensor) => ({
      type: tensor.type,
      ...('bits' in tensor && { bits: tensor.bits }),
    })),
  };
  return { model: JSON.stringify(header) };
}

/** The exact size of a network's file, not compressed, before anything is trained. */
export const modelFileByteLength = ({ compression: _, ...plain }: Recipe): number =>
  safetensorsByteLength(weightInfos(plain.architecture), metadataOf(plain));
