import type { Params } from '../../core/fields.ts';
import type { WeightSpec } from '../../core/layer.ts';
import type { Layer } from '../../core/layers/index.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import type { FloatModel } from '../compression.ts';
import { widthField } from './roles.ts';
import { take } from './take.ts';

/** Places that stay, in rising order; null for all. */
export type Kept = readonly number[] | null;

/**
 * The network without the filters and units that are not kept, and without what read them. @param keptOf by the layer's
 * place, for `removableLayers` only
 */
export function rebuild(
  { architecture, weights }: FloatModel,
  keptOf: ReadonlyMap<number, readonly number[]>,
): FloatModel {
  const smaller: { layers: Layer[]; weights: Float32Array[] } = { layers: [], weights: [] };
  let first = 0;
  let inputs: Kept = null;
  placeLayers(architecture).forEach((placed, index) => {
    const own = weights.slice(first, first + placed.weights.length);
    first += placed.weights.length;
    const width: Kept = keptOf.get(index) ?? null;
    const cuts = { inputs, outputs: outputsOf(placed, inputs, width) };
    smaller.layers.push(width === null ? placed.layer : narrowed(placed.layer, width.length));
    const tensors = placed.weights.map((spec, place) =>
      cut(placed.layer, spec, { values: own[place], ...cuts }),
    );
    smaller.weights.push(...tensors);
    inputs = cuts.outputs;
  });
  return { architecture: smaller.layers, weights: smaller.weights };
}

function narrowed(layer: Layer, width: number): Layer {
  const field = widthField(layer);
  const params: Params = layer.params;
  return field === null ? layer : ({ ...layer, params: { ...params, [field]: width } } as Layer); // its own field
}

/** Which of a layer's output channels stay. */
function outputsOf({ layer, input }: PlacedLayer, inputs: Kept, width: Kept): Kept {
  if (width !== null || inputs === null || input === null) return width;
  switch (layer.kind) {
    case 'conv2d':
    case 'separableConv2d':
    case 'dense':
    case 'simpleRnn':
    case 'lstm':
    case 'gru':
      return null;
    case 'depthwiseConv2d':
      return multiplied(inputs, layer.params.depthMultiplier);
    case 'flatten':
      return repeated(inputs, input, sizeOf(input));
    case 'reshape':
      return repeated(inputs, input, sizeOf(input.slice(1)));
    default:
      return inputs;
  }
}

/** Channels c·m … c·m + m − 1 for each channel c. */
const multiplied = (channels: readonly number[], multiplier: number): readonly number[] =>
  channels.flatMap((channel) =>
    Array.from({ length: multiplier }, (_, place) => channel * multiplier + place),
  );

/** Channels last, position after position, laid out as one list of `length`. */
function repeated(channels: readonly number[], shape: Shape, length: number): readonly number[] {
  const width = shape.at(-1) ?? 1;
  return Array.from({ length: length / width }, (_, position) =>
    channels.map((channel) => position * width + channel),
  ).flat();
}

interface Cut {
  readonly values: Float32Array | undefined;
  readonly inputs: Kept;
  readonly outputs: Kept;
}

/** A tensor without the slices that read what is gone, or gave it. */
function cut(layer: Layer, { name, shape }: WeightSpec, { values, inputs, outputs }: Cut) {
  const whole = { values: values ?? new Float32Array(sizeOf(shape)), shape };
  const last = shape.length - 1;
  const along = (axis: number, kept: Kept) => ({ axis, kept });
  const cuts = () => {
    if (name === 'depthwise_kernel') return [along(2, inputs)];
    if (name === 'pointwise_kernel' && layer.kind === 'separableConv2d')
      return [
        along(2, inputs && multiplied(inputs, layer.params.depthMultiplier)),
        along(last, outputs),
      ];
    if (name.endsWith('recurrent_kernel')) return [];
    if (name.endsWith('kernel')) return [along(last - 1, inputs), along(last, outputs)];
    return [along(last, outputs)];
  };
  return cuts().reduce((tensor, { axis, kept }) => take(tensor, axis, kept), whole).values;
}
