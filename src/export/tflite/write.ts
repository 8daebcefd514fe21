import { lowerLayers } from '../../compression/quantize/lower.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import type { WriteNetwork } from '../format.ts';
import { writeFlatbuffer } from './flatbuffer.ts';
import { type FloatStorage, floatArithmetic } from './float.ts';
import { floatLayers } from './float-layers.ts';
import type { Graph } from './graph.ts';
import { int8Arithmetic } from './int8.ts';
import { networkGraphs } from './network.ts';

/** What a reader of the file alone must know. */
function descriptionOf({ pixelRange }: StoredModel): string {
  const pixels = pixelRange === '0..1' ? 'grey / 255' : 'grey / 127.5 - 1';
  return `Sizewise. image: 28x28x1 pixels, ${pixels}; logits: 10, no softmax.`;
}

const fileOf = (model: StoredModel, graphs: readonly Graph[]): Uint8Array<ArrayBuffer> =>
  writeFlatbuffer({ description: descriptionOf(model), graphs });

/** A network that computes in floats. */
export const writeFloatTflite =
  (storage: FloatStorage): WriteNetwork =>
  async ({ model }) => {
    const { architecture } = model;
    const lowered = lowerLayers({ architecture, weights: weightsOf(model) });
    const arithmetic = floatArithmetic(lowered.weights, storage);
    return fileOf(model, networkGraphs(lowered.architecture, arithmetic, floatLayers(arithmetic)));
  };

/** An int8 variant, code for code. */
export const writeInt8Tflite: WriteNetwork = async ({ model }) =>
  fileOf(model, networkGraphs(model.architecture, int8Arithmetic(model)));
