import { writerOf } from '../../export/writers.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';

/** A finished run as a file. */
export const exportModelJob =
  ({ models }: Engine): Handlers['exportModel'] =>
  async ({ modelId, name = 'network', format = 'sizewise' }) => {
    const { recipe, model, state } = await models.stored(modelId);
    const write = await writerOf(format);
    const training = state.step > 0 ? { moments: state.moments, step: state.step } : null;
    return { file: await write({ name, recipe, model, training }) };
  };
