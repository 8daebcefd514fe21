import { patchConvolution } from '../../../core/layers/patch-embedding.ts';
import type { WasmLayer } from '../layer.ts';
import { conv2d } from './conv2d.ts';

/** The convolution's places, row by row, are the sequence. */
export const patchEmbedding: WasmLayer<'patchEmbedding'> = (site) =>
  conv2d({ ...site, params: patchConvolution(site.params) });
