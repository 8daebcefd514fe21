import fc from 'fast-check';
import { type DistillationParams, distillationFields } from './distillation.ts';
import type { Field, Fields, FieldValue, Params } from './fields.ts';
import { createLayer, definitionOf, type Layer, layerKinds } from './layers/index.ts';
import { placeLayers } from './place.ts';
import type { Architecture, Recipe } from './recipe.ts';
import { maxLayers, maxTeachers } from './recipe.ts';
import { mnistClasses, mnistShape, type Shape } from './shape.ts';
import {
  type CompressionStep,
  createStep,
  techniqueKinds,
  techniqueOf,
} from './techniques/index.ts';
import { type TrainingSetup, trainingFields } from './training-setup.ts';

/** Generators for tests, made from the fields: what is added to a layer is tested from then on. */
const anyValue = (field: Field): fc.Arbitrary<FieldValue> =>
  // Mostly as it comes: layers whose fields are all random seldom fit anything.
  fc.oneof(fc.constant<FieldValue>(field.default), otherValue(field));

function otherValue(field: Field): fc.Arbitrary<FieldValue> {
  switch (field.type) {
    case 'int':
      return fc.oneof(fc.constantFrom(...field.stops), fc.integer(field));
    case 'number':
      return fc.oneof(
        fc.constantFrom(...field.stops),
        fc.double({ min: field.min, max: field.max, noNaN: true }).map((value) => value + 0), // no −0
      );
    case 'choice':
      return fc.constantFrom(...field.options);
    case 'flag':
      return fc.boolean();
    default:
      return field satisfies never;
  }
}

const anyParams = (fields: Fields): fc.Arbitrary<Params> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, f]) => [name, anyValue(f)])));

const anyLayer: fc.Arbitrary<Layer> = fc.oneof(
  ...layerKinds.map((kind) =>
    anyParams(definitionOf(kind).fields).map((params) => createLayer(kind, 'l0', params) as Layer),
  ),
);

const numbered = (layers: Architecture): Architecture =>
  layers.map((layer, index) => ({ ...layer, id: `l${index + 1}` }));

/** Any list of layers, mostly one that cannot work; ids count from `l1`. */
export const anyArchitecture = (maxLength: number = maxLayers): fc.Arbitrary<Architecture> =>
  fc.array(anyLayer, { maxLength, size: 'max' }).map(numbered);

/** Networks that can train: the layers that fit each other, then what ends them in ten numbers. */
export const workingArchitecture = (maxLength = 10): fc.Arbitrary<Architecture> =>
  fc.array(anyLayer, { maxLength, size: 'max' }).map((layers) => {
    const fitting = keepFitting(layers);
    const output = outputOf(fitting) ?? mnistShape;
    const flatten = output.length === 1 ? [] : [createLayer('flatten', '')];
    return numbered([...fitting, ...flatten, createLayer('dense', '', { units: mnistClasses })]);
  });

/** The layers, one after another, that can take what those kept before them give, after `first`. */
export function keepFitting(layers: Architecture, first: Architecture = []): Architecture {
  let kept = first;
  for (const layer of layers) {
    const longer = [...kept, layer];
    if (outputOf(longer) !== null) kept = longer;
  }
  return kept;
}

function outputOf(layers: Architecture): Shape | null {
  const output = placeLayers(layers).at(-1)?.output;
  return output?.ok ? output.shape : null;
}

export const anySetup = anyParams(trainingFields).map((setup) => setup as unknown as TrainingSetup);

export const anyStep: fc.Arbitrary<CompressionStep> = fc.oneof(
  ...techniqueKinds.map((kind) =>
    anyParams(techniqueOf(kind).fields).map((params) => createStep(kind, params)),
  ),
);

const anyCompression = fc.array(anyStep, { maxLength: 5 });

const anyRecipeOf = (teachers: number): fc.Arbitrary<Recipe> =>
  fc
    .record({
      architecture: anyArchitecture(teachers === maxTeachers ? maxLayers : 4),
      setup: anySetup,
      compression: anyCompression,
      distillation: teachers === 0 ? fc.constant(null) : fc.option(anyDistillation(teachers - 1)),
    })
    .map(({ compression, distillation, ...recipe }) => ({
      ...recipe,
      ...(compression.length > 0 && { compression }),
      ...(distillation !== null && { distillation }),
    }));

const anyDistillation = (teachers: number) =>
  fc.record({
    params: anyParams(distillationFields) as unknown as fc.Arbitrary<DistillationParams>, // its fields
    teacher: anyRecipeOf(teachers),
  });

export const anyRecipe: fc.Arbitrary<Recipe> = anyRecipeOf(maxTeachers);
