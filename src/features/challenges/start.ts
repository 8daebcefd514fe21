import type { Challenge } from '../../core/challenges.ts';
import { defaultsOf } from '../../core/fields.ts';
import { type Preset, presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { modelFileByteLength } from '../../export/model-file.ts';

const smallCnn = 'cnn-2k';

/** What an untrained network takes of a challenge's metric. */
export function amountOf({ metric }: Challenge, architecture: Architecture): number {
  const { parameters, macs } = summarize(architecture);
  const setup = defaultsOf(trainingFields);
  return { parameters, macs, fileBytes: modelFileByteLength({ architecture, setup }) }[metric];
}

/** The largest preset within the limit, but for the one that already meets it; where there is no limit, a small CNN. */
export function startOf(challenge: Challenge, spoilerId?: string): Preset | null {
  const { most } = challenge;
  const small = presets.find(({ id }) => id === smallCnn) ?? null;
  if (most === null) return small;
  return (
    presets
      .filter(
        ({ id, architecture }) => id !== spoilerId && amountOf(challenge, architecture) <= most,
      )
      .reduce<Preset | null>(
        (best, preset) =>
          best === null ||
          amountOf(challenge, preset.architecture) > amountOf(challenge, best.architecture)
            ? preset
            : best,
        null,
      ) ?? small
  );
}
