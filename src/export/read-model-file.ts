import { isRecord } from '../core/is-record.ts';
import { type Recipe, stepsOf } from '../core/recipe.ts';
import {
  type Arithmetic,
  floatModel,
  isWhole,
  type QuantizedRange,
  type StoredModel,
  type StoredTensor,
} from '../core/stored-model.ts';
import { summarize } from '../core/summary.ts';
import { parseRecipe } from '../core/validate.ts';
import { weightInfos } from './model-file.ts';
import { type NamedTensor, readSafetensors } from './safetensors.ts';
import { readParts } from './stored-tensors.ts';

export type ModelFileResult =
  | { readonly ok: true; readonly recipe: Recipe; readonly model: StoredModel }
  | { readonly ok: false; readonly message: string };

/** Reads what `writeModelFile` wrote. Any bytes may be given: what is not a whole network is refused in words. */
export function readModelFile(file: Uint8Array): ModelFileResult {
  const read = readSafetensors(file);
  if (!read.ok) return read;
  const { tensors, metadata } = read;
  const recipe = parseRecipe(parseJson(metadata['recipe']));
  if (metadata['format'] !== 'sizewise.model/1' || recipe === null)
    return refused('it does not say how its network is built');
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor.values]));
  const model =
    stepsOf(recipe).length === 0
      ? plainModel(recipe, byName)
      : compressedModel(recipe, parseJson(metadata['model']), byName);
  return model === null
    ? refused('its tensors do not fit its network')
    : { ok: true, recipe, model };
}

const refused = (reason: string): ModelFileResult => ({
  ok: false,
  message: `This is not one of our model files: ${reason}`,
});

type Values = ReadonlyMap<string, NamedTensor['values']>;

function plainModel(recipe: Recipe, byName: Values): StoredModel | null {
  if (summarize(recipe.architecture).problem !== null) return null;
  const weights = weightInfos(recipe.architecture).map(({ name }) => byName.get(name));
  const floats = weights.filter((values) => values instanceof Float32Array);
  if (floats.length < weights.length) return null;
  const model = floatModel(recipe, floats);
  return isWhole(model) ? model : null;
}

function compressedModel(recipe: Recipe, header: unknown, byName: Values): StoredModel | null {
  if (!isRecord(header)) return null;
  const { architecture: layers, coding, tensors: kinds } = header;
  const architecture =
    layers === undefined
      ? recipe.architecture
      : parseRecipe({ architecture: layers, setup: recipe.setup })?.architecture;
  const arithmetic = parseArithmetic(header['arithmetic']);
  if (architecture === undefined || arithmetic === null || !Array.isArray(kinds)) return null;
  if (coding !== 'packed' && coding !== 'huffman') return null;
  if (summarize(architecture).problem !== null) return null;
  const infos = weightInfos(architecture);
  if (kinds.length !== infos.length) return null;
  const tensors = infos.map(({ name, shape }, place): StoredTensor | null => {
    const kind: unknown = kinds[place];
    if (!isRecord(kind) || typeof kind['type'] !== 'string') return null;
    const bits = typeof kind['bits'] === 'number' ? kind['bits'] : 0;
    return readParts(
      { type: kind['type'], bits, shape, coding },
      (suffix) => byName.get(`${name}${suffix}`) ?? null,
    );
  });
  const whole = tensors.filter((tensor) => tensor !== null);
  if (whole.length < tensors.length) return null;
  return { architecture, pixelRange: recipe.setup.pixelRange, tensors: whole, arithmetic, coding };
}

function parseArithmetic(value: unknown): Arithmetic | null {
  if (!isRecord(value)) return null;
  if (value['kind'] === 'float' || value['kind'] === 'dynamic') return { kind: value['kind'] };
  const { ranges } = value;
  if (value['kind'] !== 'int8' || !Array.isArray(ranges) || !ranges.every(isRange)) return null;
  return { kind: 'int8', ranges };
}

const isRange = (value: unknown): value is QuantizedRange =>
  isRecord(value) &&
  typeof value['scale'] === 'number' &&
  value['scale'] > 0 &&
  Number.isInteger(value['zeroPoint']) &&
  Math.abs(Number(value['zeroPoint']) + 0.5) < 128.5;

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
