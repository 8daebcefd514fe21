import { lowerLayers } from '../../compression/quantize/lower.ts';
import { mnistClasses, mnistShape } from '../../core/shape.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import type { WriteNetwork } from '../format.ts';
import { writeFlatbuffer } from './flatbuffer.ts';
import { type FloatStorage, floatArithmetic } from './float.ts';
import { floatLayers } from './float-layers.ts';
import { addOperator, addValue, type Graph } from './graph.ts';
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

/** Floats in and out of an int8 network, for runtimes that take no int8 (LiteRT.js). */
function addFloatEnds(graph: Graph): void {
  const [codes = 0] = graph.inputs;
  const [answer = 0] = graph.outputs;
  const pixels = addValue({ graph, name: 'pixels' }, mnistShape);
  const logits = addValue({ graph, name: 'float logits' }, [mnistClasses]);
  addOperator(graph, 'QUANTIZE', { inputs: [pixels], outputs: [codes] });
  graph.operators.unshift(...graph.operators.splice(-1)); // first of all
  addOperator(graph, 'DEQUANTIZE', { inputs: [answer], outputs: [logits], version: 2 });
  graph.inputs.splice(0, 1, pixels);
  graph.outputs.splice(0, 1, logits);
}

/** An int8 variant whose image and logits are floats: for measuring it in a browser. */
export const writeInt8TfliteWithFloatEnds: WriteNetwork = async ({ model }) => {
  const graphs = networkGraphs(model.architecture, int8Arithmetic(model));
  for (const graph of graphs.slice(0, 1)) addFloatEnds(graph);
  return fileOf(model, graphs);
};

/** An int8 variant, code for code. */
export const writeInt8Tflite: WriteNetwork = async ({ model }) =>
  fileOf(model, networkGraphs(model.architecture, int8Arithmetic(model)));
