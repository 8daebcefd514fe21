import { insertLayer, moveLayer, nextLayerId, removeLayer, setLayerParam } from './architecture.ts';
import type { ProblemCode } from './layer.ts';
import { createLayer, definitionOf, type Layer } from './layers/index.ts';
import type { Architecture } from './recipe.ts';
import { mnistClasses } from './shape.ts';

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
      return layer && flattenBefore(architecture, layer);
    case 'needs-image':
      return layer && imageFix(architecture, layer);
    case 'kernel-exceeds-input':
      return layer && paddingFix(architecture, layer);
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

const indexOf = (architecture: Architecture, layer: Layer): number =>
  architecture.findIndex(({ id }) => id === layer.id);

const flattenBefore = (architecture: Architecture, layer: Layer): Fix => ({
  label: 'Put Flatten before it',
  architecture: insertLayer(architecture, indexOf(architecture, layer), 'flatten'),
});

/** A second Flatten goes; a layer for images moves to before what made them flat. */
function imageFix(architecture: Architecture, layer: Layer): Fix {
  const label = definitionOf(layer.kind).label;
  if (layer.kind === 'flatten')
    return { label: 'Remove it', architecture: removeLayer(architecture, layer.id) };
  const flattening = architecture.findIndex(
    ({ kind }) => kind === 'flatten' || kind === 'globalAveragePooling2d',
  );
  if (layer.kind === 'globalAveragePooling2d')
    return { label: 'Remove it', architecture: removeLayer(architecture, layer.id) };
  const before = definitionOf(architecture[flattening]?.kind ?? 'flatten').label;
  return {
    label: `Move ${label} before ${before}`,
    architecture: moveLayer(architecture, layer.id, flattening),
  };
}

const paddingFix = (architecture: Architecture, layer: Layer): Fix => ({
  label: 'Use padding "same"',
  architecture: setLayerParam(architecture, layer.id, { name: 'padding', value: 'same' }),
});

/** The field that brought the problem goes back to 1, where it does nothing. */
const resetFix = (
  architecture: Architecture,
  layer: Layer,
  { name, label }: { name: string; label: string },
): Fix => ({ label, architecture: setLayerParam(architecture, layer.id, { name, value: 1 }) });

/** A last Dense gets ten units; anything else gets what is missing to end in ten numbers. */
function outputFix(architecture: Architecture): Fix {
  const last = architecture.at(-1);
  if (last?.kind === 'dense')
    return {
      label: `Give the last layer ${mnistClasses} units`,
      architecture: setLayerParam(architecture, last.id, { name: 'units', value: mnistClasses }),
    };
  const isFlat = architecture.some(
    ({ kind }) => kind === 'flatten' || kind === 'dense' || kind === 'globalAveragePooling2d',
  );
  const flat = isFlat ? architecture : insertLayer(architecture, architecture.length, 'flatten');
  const output = createLayer('dense', nextLayerId(flat), { units: mnistClasses });
  return {
    label: isFlat ? `Add Dense ${mnistClasses}` : `Add Flatten and Dense ${mnistClasses}`,
    architecture: [...flat, output],
  };
}
