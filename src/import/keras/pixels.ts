import type { TrainingSetup } from '../../core/training-setup.ts';
import type { Config } from './config.ts';

/** Scale and offset of a Rescaling at the input. The last begins with pixels from 0 to 1. */
const known = [
  { scale: 1 / 255, offset: 0, range: '0..1' },
  { scale: 1, offset: 0, range: '0..1' },
  { scale: 1 / 127.5, offset: -1, range: '-1..1' },
  { scale: 2, offset: -1, range: '-1..1' },
] as const;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);

/** The range that the file scales pixels to. @throws Refusal for any other */
export function rangeOf(config: Config): TrainingSetup['pixelRange'] {
  const [scale, offset] = [config.number('scale'), config.number('offset', 0)];
  const found = known.find((way) => isNear(scale, way.scale) && isNear(offset, way.offset));
  if (found === undefined)
    return config.refuse('scale', '1/255 (pixels from 0 to 1), or 1/127.5 and offset −1');
  config.note(
    `pixels from ${found.range.replace('..', ' to ').replace('-', '−')} are a setting here`,
  );
  return found.range;
}
