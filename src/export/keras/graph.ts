import type { KerasConfig, KerasLayer, WeightSpec } from '../../core/layer.ts';
import { projectionStride } from '../../core/layers/add.ts';
import { definitionOf, type Layer } from '../../core/layers/index.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { isImage, mnistShape, type Shape } from '../../core/shape.ts';
import { kerasNames } from '../../core/summary.ts';
import { withTraining } from './training-config.ts';

/** What the graph's input is called. */
export const inputName = 'input';

/** A weight of a node: which tensor of the model it is. */
export interface NodeWeight {
  readonly spec: WeightSpec;
  readonly place: number;
}

/** A layer of Keras in its place in a functional model. */
export interface KerasNode {
  readonly name: string;
  readonly className: string;
  /** With initialisers, regularizers and freezing; without the name. */
  readonly config: KerasConfig;
  /** Names of nodes or of the input, in the order of the call. */
  readonly inputs: readonly string[];
  /** Of its output, without the batch. */
  readonly shape: Shape;
  readonly weights: readonly NodeWeight[];
}

/**
 * A network as layers of Keras 3, every one of its own, in the order of `model.layers` there (by depth, and at one depth
 * as their consumer names them): weights and optimizer variables are found by that order. A row's last layer has the
 * row's name. @param architecture one that `summarize` finds no problem in
 */
export function kerasGraph(architecture: Architecture): readonly KerasNode[] {
  const names = kerasNames(architecture);
  const sourceOf = (row: number) => names[row - 1] ?? inputName;
  let place = 0;
  return placeLayers(architecture).flatMap((placed, row) => {
    const name = names[row] ?? placed.layer.kind;
    const weights = placed.weights.map((spec): NodeWeight => ({ spec, place: place++ }));
    const skip = placed.skip === null ? null : sourceOf(placed.skip.from);
    return nodesOf(placed, { name, weights, source: sourceOf(row), skip });
  });
}

interface Row {
  readonly name: string;
  readonly weights: readonly NodeWeight[];
  readonly source: string;
  readonly skip: string | null;
}

function nodesOf(placed: PlacedLayer, row: Row): readonly KerasNode[] {
  const { layer, input, output, skip } = placed;
  const shape = output?.ok ? output.shape : mnistShape;
  const written = skip === null ? layersOf(layer, input ?? mnistShape) : sumOf(placed, skip.shape);
  const parts = partsOf(layer, input ?? mnistShape);
  const last = written.length - 1;
  const nameAt = (place: number): string => {
    if (place === -2) return row.skip ?? inputName;
    if (place === -1) return row.source;
    return place === last ? row.name : `${row.name}_${parts[place]?.name ?? place}`;
  };
  return written.map(({ className, config, inputs }, place) => {
    const weights = row.weights.filter(({ spec }) => isIn(spec, written, { parts, place }));
    return {
      name: nameAt(place),
      className,
      config: weights.length === 0 ? config : withTraining(config, layer, weights),
      inputs: (inputs ?? [place - 1]).map(nameAt),
      shape: place === last ? shape : (parts[place]?.shape ?? shape),
      weights,
    };
  });
}

const layersOf = ({ kind, params }: Layer, input: Shape): readonly KerasLayer[] =>
  [definitionOf(kind).keras(params, input)].flat();

/** An addition takes its second input from −2, through a projection where it has one. */
function sumOf({ layer, input }: PlacedLayer, skip: Shape): readonly KerasLayer[] {
  const target = input ?? mnistShape;
  const sum = layersOf(layer, target);
  if (layer.kind !== 'add' || layer.params.shortcut === 'identity')
    return sum.map((written) => ({ ...written, inputs: [-1, -2] }));
  const channels = target.at(-1) ?? 1;
  const strides = projectionStride(skip, target) ?? 1;
  const projection = isImage(target)
    ? {
        className: 'Conv2D',
        config: { filters: channels, kernel_size: 1, strides, padding: 'same' },
      }
    : { className: 'Dense', config: { units: channels } };
  return [
    { ...projection, inputs: [-2] },
    ...sum.map((written) => ({ ...written, inputs: [-1, 0] })),
  ];
}

interface Part {
  readonly name: string;
  readonly shape: Shape;
}

/** The layers before the last of a row that is several of them: how they are called, and what they give. */
function partsOf(layer: Layer, input: Shape): readonly Part[] {
  const [height = 1, width = 1] = input;
  switch (layer.kind) {
    case 'fire': {
      const { squeezeFilters, expandFilters } = layer.params;
      const part = (name: string, filters: number) => ({ name, shape: [height, width, filters] });
      return [
        part('squeeze', squeezeFilters),
        part('expand1x1', expandFilters),
        part('expand3x3', expandFilters),
      ];
    }
    case 'patchEmbedding': {
      const { patchSize, units } = layer.params;
      const sides = [height, width].map((side) => Math.floor(side / patchSize));
      return [{ name: 'projection', shape: [...sides, units] }];
    }
    case 'positionEmbedding':
      return [
        { name: 'turned', shape: [width, height] },
        { name: 'means', shape: [height] },
        { name: 'places', shape: [height] },
        { name: 'table', shape: [height, width] },
      ];
    case 'add':
      return [{ name: 'projection', shape: input }];
    default:
      return [];
  }
}

const weighted = new Set(['Conv2D', 'Dense', 'Embedding']);

/** Whether a row's weight belongs to the layer at a place: by its name, or since no other there has weights. */
function isIn(
  { name }: WeightSpec,
  written: readonly KerasLayer[],
  { parts, place }: { parts: readonly Part[]; place: number },
): boolean {
  if (written.length === 1) return true;
  const part = parts.find((candidate) => name.startsWith(`${candidate.name}/`));
  if (part !== undefined) return part === parts[place];
  return weighted.has(written[place]?.className ?? '');
}
