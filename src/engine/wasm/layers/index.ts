import type { LayerKind } from '../../../core/layers/index.ts';
import type { WasmLayer } from '../layer.ts';
import { activation } from './activation.ts';
import { batchNormalization } from './batch-normalization.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { globalAveragePooling2d } from './global-average-pooling2d.ts';
import { averagePooling2d, maxPooling2d } from './pooling.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { spatialDropout2d } from './spatial-dropout2d.ts';

/** How each kind of layer runs on the kernels. */
export const wasmLayers = {
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  flatten,
  dense,
  dropout,
  batchNormalization,
  activation,
  gaussianNoise,
  spatialDropout2d,
} satisfies { [K in LayerKind]: WasmLayer<K> };
