import { fromFloat16 } from '../../core/float16.ts';
import type { Architecture, Recipe } from '../../core/recipe.ts';
import { stepsOf } from '../../core/recipe.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import { floatModel } from '../../core/stored-model.ts';
import { summarize } from '../../core/summary.ts';
import { parseRecipe } from '../../core/validate.ts';
import { arithmeticOf } from '../../export/format.ts';
import { weightInfos } from '../../export/model-file.ts';
import { parseJson } from '../json.ts';
import type { ReadNetwork } from '../model.ts';
import { refuse } from '../refusal.ts';
import { ProtobufReader } from './protobuf.ts';

/** Numbers of the fields that are read (onnx.proto3). */
const inModel = { graph: 7, properties: 14 };
const inGraph = { initializer: 5 };
const inTensor = { dims: 1, type: 2, name: 8, raw: 9 };
const types = { float32: 1, float16: 10 };
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** A protobuf message that begins with its version. */
export const isOnnx = (bytes: Uint8Array): boolean => bytes[0] === 0x08;

/** An ONNX file of floats that Sizewise wrote: the recipe is in its properties, the weights have Keras' names. @throws Refusal */
export function readOnnx(bytes: Uint8Array, notes: string[]): ReadNetwork {
  const reader = new ProtobufReader();
  const properties = new Map(
    reader.parts(bytes, inModel.properties).map((entry) => {
      const [key, value] = [reader.parts(entry, 1)[0], reader.parts(entry, 2)[0]];
      return [text(key), value];
    }),
  );
  const recipe = recipeIn(properties, notes);
  const [graph] = reader.parts(bytes, inModel.graph);
  if (graph === undefined) return refuse('The ONNX file has no graph');
  const tensors = new Map(
    reader.parts(graph, inGraph.initializer).map((tensor) => {
      const [name] = reader.parts(tensor, inTensor.name);
      return [text(name), tensor];
    }),
  );
  const weights = weightInfos(recipe.architecture).map(({ name, shape }) => {
    const tensor = tensors.get(name);
    if (tensor === undefined)
      return refuse(
        `The ONNX file has no weight ${name}: recurrent layers are put together there, open the .safetensors or Keras file instead`,
      );
    return weightOf(reader, tensor, { name, shape });
  });
  return { recipe, model: floatModel(recipe, weights), isRangeKnown: true };
}

function recipeIn(
  properties: ReadonlyMap<string, Uint8Array | undefined>,
  notes: string[],
): Recipe {
  const own = properties.get('sizewise.recipe');
  if (own === undefined)
    return refuse(
      'This ONNX file was not written here: its layers are taken apart into operations, open the Keras model instead',
    );
  const recipe = parseRecipe(parseJson(own, 'sizewise.recipe'));
  if (recipe === null) return refuse('The recipe in the ONNX file is damaged');
  if (arithmeticOf(recipe) !== 'float')
    refuse('This ONNX file computes in whole numbers: open the .safetensors file of the same run');
  const { setup } = recipe;
  const built = properties.get('sizewise.architecture');
  const architecture: Architecture | undefined =
    built === undefined
      ? recipe.architecture
      : parseRecipe({ architecture: parseJson(built, 'sizewise.architecture'), setup })
          ?.architecture;
  if (architecture === undefined) return refuse('The layers in the ONNX file are damaged');
  const { problem } = summarize(architecture);
  if (problem !== null) refuse(problem.message);
  if (stepsOf(recipe).length > 0)
    notes.push('It was compressed: what that made of its weights is here, the steps are not');
  return { architecture, setup };
}

/** Values in our layout: kernels of windows lie as `[out, in, h, w]` there, all others as here. */
function weightOf(
  reader: ProtobufReader,
  tensor: Uint8Array,
  { name, shape }: { name: string; shape: Shape },
): Float32Array {
  let [type, raw] = [0, new Uint8Array()];
  for (const { number, value } of reader.fields(tensor)) {
    if (number === inTensor.type && typeof value === 'number') type = value;
    if (number === inTensor.raw && value instanceof Uint8Array) raw = Uint8Array.from(value);
  }
  const bytes = { [types.float32]: 4, [types.float16]: 2 }[type];
  if (bytes === undefined || raw.length !== sizeOf(shape) * bytes)
    return refuse(`The weight ${name} in the ONNX file is not ${shape.join('×')} floats`);
  const values =
    bytes === 4
      ? new Float32Array(raw.buffer)
      : Float32Array.from(new Uint16Array(raw.buffer), fromFloat16);
  if (!values.every(Number.isFinite)) refuse(`The weight ${name} has values that are not numbers`);
  if (shape.length !== 4) return values;
  return channelsLast(values, shape, name.endsWith('depthwise_kernel'));
}

/** `[out, in, h, w]`, or `[in · multiplier, 1, h, w]` of a depthwise kernel, to `[h, w, in, out]`. */
function channelsLast(values: Float32Array, shape: Shape, isDepthwise: boolean): Float32Array {
  const [height = 1, width = 1, depth = 1, last = 1] = shape;
  const area = height * width;
  const result = new Float32Array(values.length);
  let at = 0;
  for (let place = 0; place < area; place++)
    for (let i = 0; i < depth; i++)
      for (let o = 0; o < last; o++) {
        const channel = isDepthwise ? i * last + o : o * depth + i;
        result[at++] = values[channel * area + place] ?? 0;
      }
  return result;
}
