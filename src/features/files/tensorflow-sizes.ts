import { isSameNetwork } from '../../core/architecture.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { NetworkFormatId } from '../../export/formats.ts';
import golden from '../../export/golden-sizes.json' with { type: 'json' };

type Sizes = Readonly<Partial<Record<NetworkFormatId, number>>>;

export const tensorflowVersion = golden.tensorflow;

/** Bytes of the files that TensorFlow itself writes for a network, by format; null for one that was not tried. */
export function tensorflowSizes(architecture: Architecture): Sizes | null {
  const preset = presets.find((each) => isSameNetwork(each.architecture, architecture));
  const known: Readonly<Record<string, Sizes>> = golden.bytes;
  return (preset && known[preset.id]) ?? null;
}
