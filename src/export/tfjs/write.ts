import { strToU8, zipSync } from 'fflate';
import { weightsOf } from '../../core/stored-model.ts';
import type { WriteNetwork } from '../format.ts';
import { about, modelName } from '../keras/about.ts';
import { legacyModelJson } from '../keras/model-json.ts';
import { storeFor, type TfjsNumbers } from './affine.ts';
import { tfjsGraph, weightName } from './graph.ts';

/** A zip of `model.json` and `weights.bin`, as `tensorflowjs_converter` writes them into a folder. */
export const writeTfjs =
  (numbers: TfjsNumbers): WriteNetwork =>
  async ({ name, model }) => {
    const nodes = tfjsGraph(model.architecture);
    const values = weightsOf(model);
    const stored = nodes.flatMap((node) =>
      node.weights.map(({ spec, place }) => {
        const { bytes, quantization } = storeFor(numbers, values[place] ?? new Float32Array());
        const entry = { name: weightName(node, spec.name), shape: spec.shape, dtype: 'float32' };
        return { bytes, entry: quantization === null ? entry : { ...entry, quantization } };
      }),
    );
    const json = {
      format: 'layers-model',
      generatedBy: 'Sizewise',
      userDefinedMetadata: about(model),
      modelTopology: {
        ...{ keras_version: 'tfjs-layers 4.22.0', backend: 'tensor_flow.js' },
        model_config: legacyModelJson(nodes, modelName(name)),
      },
      weightsManifest: [{ paths: ['weights.bin'], weights: stored.map(({ entry }) => entry) }],
    };
    const files = {
      'model.json': strToU8(JSON.stringify(json)),
      'weights.bin': joined(stored.map(({ bytes }) => bytes)),
    };
    return zipSync(files, { level: 6, mtime: '1980-01-01' });
  };

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
