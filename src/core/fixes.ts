import { insertLayer, moveLayer, nextLayerId, removeLayer, setLayerParam } from './architecture.ts';
import type { FieldValue } from './fields.ts';
import type { ProblemCode } from './layer.ts';
import { createLayer, definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import { placeLayers } from './place.ts';
import type { Architecture } from './recipe.ts';
import { isImage, isSequence, mnistClasses, mnistShape, type Shape } from './shape.ts';

interface Fix {
  readonly label: string;
  readonly architecture: Architecture;
}

/** The obvious way out of a problem, where there is one. */
export function fixFor(
  architecture: Architecture,
  layer: Layer | null,
  code: ProblemCode,
): Fix | null {
  switch (code) {
    case 'needs-vector':
      return layer && putBefore(architecture, layer, 'flatten');
    case 'needs-image':
      return layer && imageFix(architecture, layer);
    case 'needs-sequence':
      return layer && sequenceFix(architecture, layer);
    case 'kernel-exceeds-input':
      return layer && windowFix(architecture, layer);
    case 'needs-projection':
      return layer && projectionFix(architecture, layer);
    case 'skip-too-long':
      return layer && spanFix(architecture, layer);
    case 'skip-empty':
    case 'skip-mismatch':
      return layer && remove(architecture, layer);
    case 'stride-with-dilation':
      return layer && resetFix(architecture, layer, { name: 'dilation', label: 'Use dilation 1' });
    case 'indivisible-groups':
      return layer && resetFix(architecture, layer, { name: 'groups', label: 'Use 1 group' });
    case 'wrong-output':
      return outputFix(architecture);
    default:
      return null;
  }
}

/** The input shape of every layer up to the first that cannot take its own; after a last one that can, the output's. */
function shapesAlong(architecture: Architecture): readonly Shape[] {
  const outputs = placeLayers(architecture).map(({ output }) => output);
  return [mnistShape, ...outputs.flatMap((output) => (output?.ok ? [output.shape] : []))];
}

const putBefore = (architecture: Architecture, layer: Layer, kind: LayerKind): Fix => ({
  label: `Put ${definitionOf(kind).label} before it`,
  architecture: insertLayer(architecture, architecture.indexOf(layer), kind),
});

const remove = (architecture: Architecture, { id }: Layer): Fix => ({
  label: 'Remove it',
  architecture: removeLayer(architecture, id),
});

/** Moves a layer to before the first whose output it could not take. */
function moveBefore(architecture: Architecture, layer: Layer, index: number): Fix {
  const nameAt = (place: number): string =>
    definitionOf(architecture[place]?.kind ?? layer.kind).label;
  return {
    label: `Move ${nameAt(architecture.indexOf(layer))} before ${nameAt(index)}`,
    architecture: moveLayer(architecture, layer.id, index),
  };
}

/** What would only unmake the image once more goes; a layer for images moves to before what made them something else. */
function imageFix(architecture: Architecture, layer: Layer): Fix {
  const onImage = definitionOf(layer.kind).outputShape(layer.params, mnistShape);
  if (onImage.ok && !isImage(onImage.shape)) return remove(architecture, layer);
  const after = shapesAlong(architecture).findIndex((shape) => !isImage(shape));
  return moveBefore(architecture, layer, after - 1);
}

/**
 * An image is read as a sequence. Of what made a sequence one list of numbers, a recurrent layer gives every step
 * instead; before anything else the layer itself moves.
 */
function sequenceFix(architecture: Architecture, layer: Layer): Fix {
  const shapes = shapesAlong(architecture);
  if (isImage(shapes.at(-1) ?? mnistShape)) return putBefore(architecture, layer, 'reshape');
  if (layer.kind === 'globalAveragePooling1d') return remove(architecture, layer);
  const place = shapes.findIndex(({ length }) => length === 1) - 1;
  return everyStep(architecture, architecture[place]) ?? moveBefore(architecture, layer, place);
}

function everyStep(architecture: Architecture, layer: Layer | undefined): Fix | null {
  if (layer === undefined || !('returnSequences' in layer.params)) return null;
  return {
    label: `Let ${definitionOf(layer.kind).label} give every step`,
    architecture: setLayerParam(architecture, layer.id, { name: 'returnSequences', value: true }),
  };
}

const projectionFix = (architecture: Architecture, layer: Layer): Fix => ({
  label: 'Use a projection',
  architecture: setLayerParam(architecture, layer.id, { name: 'shortcut', value: 'projection' }),
});

/** Skips all layers above, down from the image itself. */
function spanFix(architecture: Architecture, layer: Layer): Fix {
  const above = architecture.indexOf(layer);
  if (above === 0) return remove(architecture, layer);
  return {
    label: above === 1 ? 'Skip 1 layer' : `Skip ${above} layers`,
    architecture: setLayerParam(architecture, layer.id, { name: 'span', value: above }),
  };
}

/** A window may hang over the border; a patch, which may not, becomes as large as the image allows. */
function windowFix(architecture: Architecture, layer: Layer): Fix {
  const set = (name: string, value: FieldValue) =>
    setLayerParam(architecture, layer.id, { name, value });
  if (layer.kind !== 'patchEmbedding')
    return { label: 'Use padding "same"', architecture: set('padding', 'same') };
  const [height = 1, width = 1] = shapesAlong(architecture).at(-1) ?? mnistShape;
  const side = Math.min(height, width);
  return { label: `Use patches of ${side}×${side}`, architecture: set('patchSize', side) };
}

/** The field that brought the problem goes back to 1, where it does nothing. */
const resetFix = (
  architecture: Architecture,
  layer: Layer,
  { name, label }: { name: string; label: string },
): Fix => ({ label, architecture: setLayerParam(architecture, layer.id, { name, value: 1 }) });

/** A last Dense gets ten units; anything else gets what is missing to end in ten numbers. */
function outputFix(architecture: Architecture): Fix {
  const output = shapesAlong(architecture).at(-1) ?? mnistShape;
  const last = architecture.at(-1);
  if (output.length === 1 && last?.kind === 'dense')
    return {
      label: `Give the last layer ${mnistClasses} units`,
      architecture: setLayerParam(architecture, last.id, { name: 'units', value: mnistClasses }),
    };
  const flat = flattened(architecture, output);
  if (isSequence(output) && output[1] === mnistClasses)
    return { label: `Add ${flat.label}`, architecture: flat.architecture };
  const id = nextLayerId(flat.architecture);
  const dense = createLayer('dense', id, { units: mnistClasses });
  return {
    label: `Add ${[flat.label, `Dense ${mnistClasses}`].filter(Boolean).join(' and ')}`,
    architecture: [...flat.architecture, dense],
  };
}

/** What makes one list of numbers of an output, if it is not one: an image's pixels, or the mean over a sequence. */
function flattened(architecture: Architecture, output: Shape): Fix {
  if (output.length === 1) return { label: '', architecture };
  const kind = isImage(output) ? 'flatten' : 'globalAveragePooling1d';
  return {
    label: definitionOf(kind).label,
    architecture: insertLayer(architecture, architecture.length, kind),
  };
}
