import { type DistillationParams, distillationFields } from './distillation.ts';
import { accepts, defaultsOf, type Fields, type Params } from './fields.ts';
import { isRecord } from './is-record.ts';
import {
  createLayer,
  definitionOf,
  type Layer,
  type LayerKind,
  layerDefinitions,
} from './layers/index.ts';
import type { Recipe } from './recipe.ts';
import { maxCompressionSteps, maxLayers, maxTeachers } from './recipe.ts';
import {
  type CompressionStep,
  createStep,
  type TechniqueKind,
  techniqueDefinitions,
  techniqueOf,
} from './techniques/index.ts';
import { type TrainingSetup, trainingFields } from './training-setup.ts';

/**
 * A recipe out of parsed JSON (a file, a stored record), or null. A parameter that is missing is at its default, since
 * the record may be older than the field; one that its field does not allow makes the whole recipe invalid. Layer ids
 * are given anew, by position.
 */
export function parseRecipe(value: unknown, teachersLeft = maxTeachers): Recipe | null {
  if (!isRecord(value) || !Array.isArray(value['architecture'])) return null;
  if (value['architecture'].length > maxLayers) return null;
  const setup = parseParams(trainingFields, value['setup']);
  const layers = value['architecture'].map(parseLayer);
  const architecture = layers.filter((layer) => layer !== null);
  const compression = parseSteps(value['compression'] ?? []);
  const distillation = parseDistillation(value['distillation'], teachersLeft);
  if (setup === null || architecture.length < layers.length) return null;
  if (compression === null || distillation === null) return null;
  return {
    architecture,
    setup: setup as unknown as TrainingSetup, // each field accepted
    ...(compression.length > 0 && { compression }),
    ...distillation,
  };
}

/** Whether a recipe that was once valid has every field of today; compressed and distilled ones are not looked into. */
export const hasEveryField = (recipe: unknown): recipe is Recipe =>
  isRecord(recipe) &&
  recipe['compression'] === undefined &&
  recipe['distillation'] === undefined &&
  has(recipe['setup'], trainingFields) &&
  Array.isArray(recipe['architecture']) &&
  recipe['architecture'].every(
    ({ kind, params }) => isLayerKind(kind) && has(params, definitionOf(kind).fields),
  );

function has(params: unknown, fields: Fields): boolean {
  if (!isRecord(params)) return false;
  for (const name in fields) if (!(name in params)) return false;
  return true;
}

/** As a part of a recipe, empty where there is none. */
function parseDistillation(
  value: unknown,
  teachersLeft: number,
): Pick<Recipe, 'distillation'> | null {
  if (value === undefined) return {};
  if (!isRecord(value) || teachersLeft === 0) return null;
  const params = parseParams(distillationFields, value['params']);
  const teacher = parseRecipe(value['teacher'], teachersLeft - 1);
  if (params === null || teacher === null) return null;
  return { distillation: { params: params as unknown as DistillationParams, teacher } }; // each field accepted
}

function parseSteps(value: unknown): readonly CompressionStep[] | null {
  if (!Array.isArray(value) || value.length > maxCompressionSteps) return null;
  const steps = value.map(parseStep).filter((step) => step !== null);
  return steps.length < value.length ? null : steps;
}

function parseStep(value: unknown): CompressionStep | null {
  if (!isRecord(value) || !isTechniqueKind(value['kind'])) return null;
  const params = parseParams(techniqueOf(value['kind']).fields, value['params']);
  return params && createStep(value['kind'], params);
}

function parseLayer(value: unknown, index: number): Layer | null {
  if (!isRecord(value) || !isLayerKind(value['kind'])) return null;
  const params = parseParams(definitionOf(value['kind']).fields, value['params']);
  return params && (createLayer(value['kind'], `l${index + 1}`, params) as Layer);
}

/** All fields of a table, from a value's own properties; null when one is not allowed. */
function parseParams(fields: Fields, value: unknown): Params | null {
  if (!isRecord(value)) return null;
  const given = Object.entries(fields).filter(([name]) => Object.hasOwn(value, name));
  if (!given.every(([name, field]) => accepts(field, value[name]))) return null;
  const params = given.map(([name]) => [name, value[name]]);
  return { ...defaultsOf(fields), ...Object.fromEntries(params) };
}

const isTechniqueKind = (value: unknown): value is TechniqueKind =>
  typeof value === 'string' && Object.hasOwn(techniqueDefinitions, value);

const isLayerKind = (value: unknown): value is LayerKind =>
  typeof value === 'string' && Object.hasOwn(layerDefinitions, value);
