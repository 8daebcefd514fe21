import { isSameNetwork } from '../../core/architecture.ts';
import { largestFloat16, toFloat16 } from '../../core/float16.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import { mnistClasses } from '../../core/shape.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import { kerasNames } from '../../core/summary.ts';
import { type FinishedNetwork, pixelFormula, type WriteNetwork } from '../format.ts';
import { architectureText, recipeText } from '../model-file.ts';
import { type About, Graph } from './graph.ts';
import { writeLayer } from './layers.ts';
import { floatNumbers, integerNumbers, type Numbers } from './numbers.ts';
import type { Site } from './site.ts';

export const inputName = 'image';
export const outputName = 'logits';

/** A longer recipe (a chain of teachers) is left out of the file. */
const longestRecipe = 100_000;

type NumbersOf = (graph: Graph, model: StoredModel) => Numbers;

/**
 * An ONNX model of opset 17: `image`, float32 N×1×28×28 pixels in the network's range, to `logits`, float32 N×10, which are not
 * probabilities: softmax is no part of it. Weights are named as in Keras (`conv2d/kernel`) and lie as ONNX has them.
 */
const writer =
  (numbersOf: NumbersOf): WriteNetwork =>
  async (network) =>
    writeGraph(network, numbersOf);

export const writeOnnxFloat32 = writer((graph, model) =>
  floatNumbers(weightsOf(model), (constant) => graph.constant(constant)),
);

/**
 * Weights as float16, each behind a Cast: a runtime casts them once, as it loads the file, and computes in float32. ONNX
 * Runtime has few kernels of float16 on a CPU, and none that is faster. A tensor that float16 cannot hold stays a float32.
 */
export const writeOnnxFloat16 = writer((graph, model) =>
  floatNumbers(weightsOf(model), (constant) => {
    if (constant.values.some((value) => Math.abs(value) > largestFloat16))
      return graph.constant(constant);
    const halves = graph.constant({
      ...constant,
      values: Uint16Array.from(constant.values, toFloat16),
    });
    return graph.node('Cast', [halves], { to: float32 });
  }),
);

/** ONNX' number for the type. */
const float32 = 1;

export const writeOnnxInt8 = writer(integerNumbers);

async function writeGraph(
  network: FinishedNetwork,
  numbersOf: NumbersOf,
): Promise<Uint8Array<ArrayBuffer>> {
  const { model } = network;
  const graph = new Graph({ name: inputName, dims: [1, 28, 28] });
  const numbers = numbersOf(graph, model);
  const names = kerasNames(model.architecture);
  const inputs: string[] = [];
  let firstWeight = 0;
  graph.scope = inputName;
  let x = numbers.value(inputName);
  placeLayers(model.architecture).forEach((placed, index) => {
    inputs.push(x);
    graph.scope = names[index] ?? '';
    const { layer, skip } = placed;
    const value = inputs[skip?.from ?? index] ?? x;
    const site = siteOf(placed, { graph, numbers, firstWeight });
    x = writeLayer(site, layer, { x, skip: skip && { value, shape: skip.shape } });
    firstWeight += placed.weights.length;
  });
  numbers.finish();
  return graph.finish(x, { name: outputName, dims: [mnistClasses] }, about(network));
}

interface Place {
  readonly graph: Graph;
  readonly numbers: Numbers;
  /** The place of the layer's first weight among the network's. */
  readonly firstWeight: number;
}

function siteOf(
  { input, output, weights }: PlacedLayer,
  { graph, numbers, firstWeight }: Place,
): Site {
  const placeOf = (name: string): number => weights.findIndex((spec) => spec.name === name);
  const fullName = (name: string): string => `${graph.scope}/${name}`;
  return {
    graph,
    input: input ?? [],
    output: output?.ok ? output.shape : [],
    has: (name) => placeOf(name) !== -1,
    weight(name, arrange) {
      const place = placeOf(name);
      const shape = weights[place]?.shape ?? [];
      const arrangement = arrange(shape);
      return numbers.weight({
        index: firstWeight + place,
        name: fullName(name),
        shape,
        arrangement,
      });
    },
    numbers: (name) => numbers.floats(firstWeight + placeOf(name)),
    assembled: (name, dims, values) => numbers.constant({ name: fullName(name), dims, values }),
    value: (x) => numbers.value(x),
  };
}

function about({ name, recipe, model }: FinishedNetwork): About {
  const text = recipeText(recipe);
  return {
    name,
    words: `Handwritten digits: ${inputName} is N x 1 x 28 x 28, ${pixelFormula[model.pixelRange]}; ${outputName} are N x 10, before softmax.`,
    properties: {
      'sizewise.pixelRange': model.pixelRange,
      ...(text.length <= longestRecipe && { 'sizewise.recipe': text }),
      ...(!isSameNetwork(model.architecture, recipe.architecture) && {
        'sizewise.architecture': architectureText(model.architecture),
      }),
    },
  };
}
