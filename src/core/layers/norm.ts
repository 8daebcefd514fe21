import { flag } from '../fields.ts';
import type { WeightSpec } from '../layer.ts';
import type { Shape } from '../shape.ts';

/** The freezing of a normalisation, which keeps other things than a kernel does. */
export const frozenNorm = (hint: string) => flag({ label: 'Frozen', hint, default: false });

/** One number for each channel of a shape. */
export const channelWeight = (
  input: Shape,
  weight: Pick<WeightSpec, 'name' | 'trainable'> & { initializer: 'zeros' | 'ones' },
): WeightSpec => ({ shape: [input.at(-1) ?? 1], prunable: false, l2: 0, ...weight });

/** What a normalised channel is multiplied by, and what is added to it. */
export const scaleAndShift = (
  { frozen }: { readonly frozen: boolean },
  input: Shape,
): readonly WeightSpec[] => [
  channelWeight(input, { name: 'gamma', initializer: 'ones', trainable: !frozen }),
  channelWeight(input, { name: 'beta', initializer: 'zeros', trainable: !frozen }),
];
