import { writeModelFile } from '../../export/model-file.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';

/** The run's own file. */
export const exportModelJob =
  ({ models }: Engine): Handlers['exportModel'] =>
  async ({ modelId }) => {
    const { recipe, model } = await models.stored(modelId);
    return { file: writeModelFile(recipe, model) };
  };
