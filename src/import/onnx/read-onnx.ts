import type { Architecture, Recipe } from '../../core/recipe.ts';
import { stepsOf } from '../../core/recipe.ts';
import { floatModel } from '../../core/stored-model.ts';
import { summarize } from '../../core/summary.ts';
import { parseRecipe } from '../../core/validate.ts';
import { arithmeticOf } from '../../export/format.ts';
import { parseJson } from '../json.ts';
import type { ReadNetwork } from '../model.ts';
import { refuse } from '../refusal.ts';
import { readIntegers } from './integers.ts';
import { ProtobufReader } from './protobuf.ts';
import { readWeights } from './weights.ts';

/** Numbers of the fields that are read (onnx.proto3). */
const inModel = { graph: 7, properties: 14 };
const inGraph = { initializer: 5 };
const nameInTensor = 8;
const coding = 'packed';
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** A protobuf message that begins with its version. */
export const isOnnx = (bytes: Uint8Array): boolean => bytes[0] === 0x08;

/** An ONNX file that Sizewise wrote: the recipe is in its properties, the weights have Keras' names. @throws Refusal */
export function readOnnx(bytes: Uint8Array, notes: string[]): ReadNetwork {
  const reader = new ProtobufReader();
  const properties = new Map(
    reader.parts(bytes, inModel.properties).map((entry) => {
      const [key, value] = [reader.parts(entry, 1)[0], reader.parts(entry, 2)[0]];
      return [text(key), value];
    }),
  );
  const { recipe, architecture } = recipeIn(properties);
  const [graph] = reader.parts(bytes, inModel.graph);
  if (graph === undefined) return refuse('The ONNX file has no graph');
  const tensors = new Map(
    reader.parts(graph, inGraph.initializer).map((tensor) => {
      const [name] = reader.parts(tensor, nameInTensor);
      return [text(name), tensor];
    }),
  );
  if (arithmeticOf(recipe) === 'int8') {
    const { tensors: codes, ranges } = readIntegers(reader, tensors, architecture);
    const arithmetic = { kind: 'int8', ranges } as const;
    const { pixelRange } = recipe.setup;
    const model = { ...{ architecture, pixelRange }, tensors: codes, arithmetic, coding } as const;
    return { recipe, model, isRangeKnown: true };
  }
  if (stepsOf(recipe).length > 0)
    notes.push('It was compressed: what that made of its weights is here, the steps are not');
  const plain: Recipe = { architecture, setup: recipe.setup };
  const weights = readWeights(reader, tensors, architecture);
  return { recipe: plain, model: floatModel(plain, weights), isRangeKnown: true };
}

function recipeIn(properties: ReadonlyMap<string, Uint8Array | undefined>): {
  readonly recipe: Recipe;
  readonly architecture: Architecture;
} {
  const own = properties.get('sizewise.recipe');
  if (own === undefined)
    return refuse(
      'This ONNX file was not written here: its layers are taken apart into operations, open the Keras model instead',
    );
  const recipe = parseRecipe(parseJson(own, 'sizewise.recipe'));
  if (recipe === null) return refuse('The recipe in the ONNX file is damaged');
  if (arithmeticOf(recipe) === 'dynamic')
    refuse('This ONNX file is of a dynamic range: open the .safetensors file of the same run');
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
  return { recipe, architecture };
}
