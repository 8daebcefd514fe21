import type { Layer } from '../../core/layers/index.ts';
import { layerNormEpsilon } from '../../core/layers/layer-normalization.ts';
import type { Shape } from '../../core/shape.ts';
import { addAttention } from './attention.ts';
import type { FloatArithmetic } from './float.ts';
import { type FloatLayer, floatLayer } from './float-layer.ts';
import { addIntegers, reshaped } from './graph.ts';
import type { AddFloatLayer } from './network.ts';
import { addRecurrent } from './recurrent.ts';
import { options } from './schema.ts';

/** Layers that take more than products and bends. */
export const floatLayers =
  (arithmetic: FloatArithmetic): AddFloatLayer =>
  (site) => {
    const { graph, name, input, layer } = site;
    const add = adderOf(layer);
    if (add === null) return null;
    const x = reshaped({ graph, name: `${name}/input` }, site.x, input);
    return add(floatLayer({ ...site, x }, arithmetic));
  };

function adderOf(layer: Layer): ((site: FloatLayer) => number) | null {
  switch (layer.kind) {
    case 'layerNormalization':
      return addLayerNorm;
    case 'positionEmbedding':
      return addPositions;
    case 'multiHeadAttention':
      return (site) => addAttention(site, layer.params);
    case 'simpleRnn':
    case 'lstm':
    case 'gru':
      return (site) => addRecurrent(site, layer.kind, layer.params);
    default:
      return null;
  }
}

function addPositions({ graph, arithmetic, x, name, input, weight, add }: FloatLayer): number {
  const at = { graph, name: `${name}/embeddings` };
  const embeddings = arithmetic.constant(at, weight(0), input);
  return add('ADD', [x, embeddings], { name, shape: input });
}

/** (x − mean) / √(variance + ε) · γ + β over the last axis. */
function addLayerNorm(site: FloatLayer): number {
  const { graph, arithmetic, x, input, add } = site;
  const named = (part: string, shape: Shape) => ({ name: `${site.name}/${part}`, shape });
  const one = [...input.slice(0, -1), 1];
  const last = addIntegers(graph, [input.length]);
  const constant = (part: string, values: Float32Array) =>
    arithmetic.constant({ graph, name: `${site.name}/${part}` }, values);
  const mean = add('MEAN', [x, last], { ...named('mean', one), options: options.mean(true) });
  const squares = add('SQUARED_DIFFERENCE', [x, mean], named('squares', input));
  const variance = add('MEAN', [squares, last], {
    ...named('variance', one),
    options: options.mean(true),
  });
  const epsilon = constant('epsilon', Float32Array.of(layerNormEpsilon));
  const safe = add('ADD', [variance, epsilon], named('safe', one));
  const inverse = add('RSQRT', [safe], named('inverse', one));
  const centred = add('SUB', [x, mean], named('centred', input));
  const normal = add('MUL', [centred, inverse], named('normal', input));
  const scaled = add('MUL', [normal, constant('gamma', site.weight(0))], named('scaled', input));
  return add('ADD', [scaled, constant('beta', site.weight(1))], { name: site.name, shape: input });
}
