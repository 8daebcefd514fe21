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
    case 'needs-projection':
      return layer && projectionFix(architecture, layer);
    case 'skip-too-long':
      return layer && spanFix(architecture, layer);
    case 'skip-empty':
    case 'skip-mismatch':
      return layer && removal(architecture, layer);
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
  if (layer.kind === 'flatten' || layer.kind === 'globalAveragePooling2d')
    return removal(architecture, layer);
  const flattening = architecture.findIndex(
    ({ kind }) => kind === 'flatten' || kind === 'globalAveragePooling2d',
  );
  const before = definitionOf(architecture[flattening]?.kind ?? 'flatten').label;
  return {
    label: `Move ${label} before ${before}`,
    architecture: moveLayer(architecture, layer.id, flattening),
  };
}

const removal = (architecture: Architecture, layer: Layer): Fix => ({
  label: 'Remove it',
  architecture: removeLayer(architecture, layer.id),
});

const projectionFix = (architecture: Architecture, layer: Layer): Fix => ({
  label: 'Use a projection',
  architecture: setLayerParam(architecture, layer.id, { name: 'shortcut', value: 'projection' }),
});

/** Skips all layers above, down from the image itself. */
function spanFix(architecture: Architecture, layer: Layer): Fix {
  const above = indexOf(architecture, layer);
  if (above === 0) return removal(architecture, layer);
  return {
    label: above === 1 ? 'Skip 1 layer' : `Skip ${above} layers`,
    architecture: setLayerParam(architecture, layer.id, { name: 'span', value: above }),
  };
}

const paddingFix = (architecture: Architecture, layer: Layer): Fix => ({
  label: 'Use padding "same"',
  architecture: setLayerParam(architecture, layer.id, { name: 'padding', value: 'same' }),
});

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
