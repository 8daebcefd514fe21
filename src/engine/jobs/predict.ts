import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';
import { firstRows, softmax } from './evaluate.ts';

/** What a network, also one that trains, makes of one image. */
export const predictJob =
  ({ models }: Engine): Handlers['predict'] =>
  async ({ modelId, image }) => {
    const network = await models.network(modelId);
    const set = { images: image, labels: new Uint8Array(1), count: 1 };
    const logits = await network.forward({ set, indices: firstRows(1) });
    return { probabilities: softmax(logits) };
  };
