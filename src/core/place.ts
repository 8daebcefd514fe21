import type { Params } from './fields.ts';
import type { LayerShapes, ShapeResult, WeightSpec } from './layer.ts';
import { definitionOf, type Layer } from './layers/index.ts';
import type { Architecture } from './recipe.ts';
import { mnistShape, type Shape } from './shape.ts';

/** The second input of a layer that looks back. */
export interface Skip {
  /** The place of the layer whose input it is. */
  readonly from: number;
  readonly shape: Shape;
}

/** A layer in its place in a network: what it takes, gives and costs there. */
export interface PlacedLayer {
  readonly layer: Layer;
  /** Null below a layer that cannot take its input. */
  readonly input: Shape | null;
  /** Null for a layer of one input, and where there is nothing so far above. */
  readonly skip: Skip | null;
  /** Null when the input is. */
  readonly output: ShapeResult | null;
  readonly macs: number;
  readonly weights: readonly WeightSpec[];
}

/** Shapes from layer to layer, each as far as it can be known. */
export function placeLayers(
  architecture: Architecture,
  inputShape: Shape = mnistShape,
): readonly PlacedLayer[] {
  const inputs: Shape[] = [];
  let input: Shape | null = inputShape;
  return architecture.map((layer, index) => {
    if (input === null) return { layer, input, skip: null, output: null, macs: 0, weights: [] };
    inputs.push(input);
    const placed = placeLayer(layer, input, skipOf(layer, index, inputs));
    input = placed.output?.ok ? placed.output.shape : null;
    return placed;
  });
}

/** The place of the layer whose input a layer takes beside its own; below 0 where it is out of reach, null for most. */
export function skipSource({ kind, params }: Layer, index: number): number | null {
  const { lookBack } = definitionOf(kind);
  return lookBack === undefined ? null : index - Number((params as Params)[lookBack.spanField]);
}

function skipOf(layer: Layer, index: number, inputs: readonly Shape[]): Skip | null {
  const from = skipSource(layer, index);
  const shape = from === null ? undefined : inputs[from];
  return from === null || shape === undefined ? null : { from, shape };
}

function placeLayer(layer: Layer, input: Shape, skip: Skip | null): PlacedLayer {
  const { params } = layer;
  const shapes = shapesOf(layer, skip);
  const output = shapes.outputShape(params, input);
  if (!output.ok) return { layer, input, skip, output, macs: 0, weights: [] };
  const macs = shapes.macs(params, input, output.shape);
  return { layer, input, skip, output, macs, weights: shapes.weights(params, input) };
}

function shapesOf({ kind }: Layer, skip: Skip | null): LayerShapes {
  const definition = definitionOf(kind);
  return (skip && definition.lookBack?.withSkip(skip.shape)) ?? definition;
}
