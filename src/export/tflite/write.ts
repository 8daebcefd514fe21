import { lowerLayers } from '../../compression/quantize/lower.ts';
import { mnistClasses, mnistShape } from '../../core/shape.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import { pixelFormula, type WriteNetwork } from '../format.ts';
import { writeFlatbuffer } from './flatbuffer.ts';
import { type FloatStorage, floatArithmetic } from './float.ts';
import { floatLayers } from './float-layers.ts';
import { addOperator, addValue, type Graph } from './graph.ts';
import { int8Arithmetic } from './int8.ts';
import { networkGraphs } from './network.ts';

/** What a reader of the file alone must know. */
function descriptionOf({ pixelRange }: StoredModel): string {
  return `Sizewise. image: 28x28x1 pixels, ${pixelFormula[pixelRange]}; logits: 10, no softmax.`;
}

const fileOf = (model: StoredModel, graphs: readonly Graph[]): Uint8Array<ArrayBuffer> =>
  writeFlatbuffer({ description: descriptionOf(model), graphs });

function floatGraphs(model: StoredModel, storage: FloatStorage): readonly Graph[] {
  const { architecture } = model;
  const lowered = lowerLayers({ architecture, weights: weightsOf(model) });
  const arithmetic = floatArithmetic(lowered.weights, storage);
  return networkGraphs(lowered.architecture, arithmetic, floatLayers(arithmetic));
}

const int8Graphs = (model: StoredModel): readonly Graph[] =>
  networkGraphs(model.architecture, int8Arithmetic(model));

/** A network that computes in floats. */
export const writeFloatTflite =
  (storage: FloatStorage): WriteNetwork =>
  async ({ model }) =>
    fileOf(model, floatGraphs(model, storage));

/** Floats in and out of an int8 network. */
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

/**
 * A network as LiteRT.js takes it: one image at a time, and floats in and out also where it
 * computes in int8.
 */
export const writeTfliteForBrowser: WriteNetwork = async ({ model }) => {
  const isInt8 = model.arithmetic.kind === 'int8';
  const storage = model.arithmetic.kind === 'dynamic' ? 'dynamic' : 'float32';
  const graphs = isInt8 ? int8Graphs(model) : floatGraphs(model, storage);
  if (isInt8) for (const graph of graphs.slice(0, 1)) addFloatEnds(graph);
  return writeFlatbuffer({ description: descriptionOf(model), graphs, hasOneImage: true });
};

/** An int8 variant, code for code. */
export const writeInt8Tflite: WriteNetwork = async ({ model }) => fileOf(model, int8Graphs(model));
