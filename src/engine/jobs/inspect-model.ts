import { weightSpecs } from '../../core/initialize.ts';
import { weightsOf } from '../../core/stored-model.ts';
import { kerasNames } from '../../core/summary.ts';
import { factsOf } from '../../core/weight-facts.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';

/** What a finished run's weights look like. */
export const inspectModelJob =
  ({ models }: Engine): Handlers['inspectModel'] =>
  async ({ modelId, pictures }) => {
    const { model } = await models.stored(modelId);
    const names = kerasNames(model.architecture);
    const weights = weightsOf(model);
    const tensors = weightSpecs(model.architecture).map(({ spec, layerIndex }, index) => {
      const layerName = names[layerIndex] ?? '';
      const values = weights[index] ?? new Float32Array(0);
      return factsOf(spec, values, { layerIndex, layerName, picture: pictures });
    });
    return { tensors };
  };
