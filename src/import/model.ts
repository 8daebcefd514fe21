import { defaultsOf } from '../core/fields.ts';
import { batchNormEpsilon } from '../core/layers/batch-normalization.ts';
import type { LayerKind } from '../core/layers/index.ts';
import { placeLayers } from '../core/place.ts';
import type { Recipe } from '../core/recipe.ts';
import { formatShape, type Shape, sizeOf } from '../core/shape.ts';
import { floatModel, type StoredModel } from '../core/stored-model.ts';
import { type TrainingSetup, trainingFields } from '../core/training-setup.ts';
import { type ForeignLayer, named, type TensorsOf } from './foreign.ts';
import { Config } from './keras/config.ts';
import type { Draft } from './keras/draft.ts';
import { epsilonOf } from './keras/elementwise.ts';
import type { Line } from './keras/line.ts';
import { refuse } from './refusal.ts';

export interface ReadNetwork {
  readonly recipe: Recipe;
  readonly model: StoredModel;
  /** Whether the file says how its pixels are scaled; where not, `recipe` says 0 to 1. */
  readonly isRangeKnown: boolean;
}

/** A recipe and its weights. @throws Refusal where the file's weights are not those of its layers */
export function modelOf(
  { architecture, drafts, pixelRange }: Line,
  tensorsOf: TensorsOf,
): ReadNetwork {
  const setup: TrainingSetup = {
    ...defaultsOf(trainingFields),
    ...(pixelRange && { pixelRange }),
  };
  const recipe = { architecture, setup };
  const weights = placeLayers(architecture).flatMap(({ weights: specs }, place) => {
    const draft = drafts[place];
    const shapes = specs.map(({ shape }) => shape);
    return draft === undefined ? [] : weightsOf(draft, shapes, tensorsOf);
  });
  return { recipe, model: floatModel(recipe, weights), isRangeKnown: pixelRange !== null };
}

/** A layer's weights in Keras order, each of the shape that it must have. */
function weightsOf(draft: Draft, shapes: readonly Shape[], tensorsOf: TensorsOf): Float32Array[] {
  const { kind, sources } = draft;
  const [source] = sources;
  if (source === undefined) return [];
  const constants = constantsOf(kind, source, shapes);
  const given = sources.flatMap((layer) => tensorsOf(layer).map((tensor) => ({ layer, tensor })));
  const wanted = shapes.length - constants.filter((values) => values !== null).length;
  const isBiasMissing = kind === 'add' && given.length === wanted - 1;
  if (given.length !== wanted && !isBiasMissing)
    refuse(
      `${named(source)} has ${given.length} weights in the file, ${wanted} are expected: ${shapes.map(formatShape).join('; ')}`,
    );
  let next = 0;
  const weights = shapes.map((shape, place) => {
    const constant = constants[place];
    if (constant) return constant;
    const entry = given[next++];
    if (entry === undefined) return new Float32Array(sizeOf(shape));
    const { layer, tensor } = entry;
    if (tight(tensor.shape) !== tight(shape))
      refuse(
        `${named(layer)}: its ${tensor.name.slice(0, 60)} is ${tensor.shape.join('×') || 'one number'}, expected is ${shape.join('×')}`,
      );
    const values = tensor.read();
    if (values.length !== sizeOf(shape)) refuse(`${named(layer)}: its weights are cut short`);
    if (!values.every(Number.isFinite))
      refuse(`${named(layer)}: its ${tensor.name.slice(0, 60)} has values that are not numbers`);
    return values;
  });
  return kind === 'batchNormalization' ? withOurEpsilon(weights, source) : weights;
}

/** Without sides of 1 at the front: a Dense is a 1×1 convolution. */
const tight = (shape: readonly number[]): string => shape.join().replace(/^(1,)+/, '');

/** A normalisation may leave its scale or its shift out: they are then 1 and 0. */
function constantsOf(
  kind: LayerKind,
  source: ForeignLayer,
  shapes: readonly Shape[],
): (Float32Array | null)[] {
  if (kind !== 'batchNormalization' && kind !== 'layerNormalization') return [];
  const config = new Config(source, []);
  const size = sizeOf(shapes[0] ?? []);
  return [
    config.flag('scale', true) ? null : new Float32Array(size).fill(1),
    config.flag('center', true) ? null : new Float32Array(size),
  ];
}

/** γ/√(v + ε) is what counts: another ε is made up for by γ. */
function withOurEpsilon(weights: Float32Array[], source: ForeignLayer): Float32Array[] {
  const epsilon = epsilonOf(new Config(source, []));
  const [scale, shift, mean, variance] = weights;
  if (epsilon === batchNormEpsilon || !scale || !shift || !mean || !variance) return weights;
  const scaled = scale.map((value, place) => {
    const spread = variance[place] ?? 1;
    return value * Math.sqrt((spread + batchNormEpsilon) / (spread + epsilon));
  });
  if (!scaled.every(Number.isFinite))
    refuse(`${named(source)}: its variance or epsilon is not positive`);
  return [scaled, shift, mean, variance];
}
