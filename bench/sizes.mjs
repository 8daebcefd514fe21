import { createLayer, summarize } from './core.mjs';

const stack = (...layers) =>
  layers.map(([kind, params], index) => createLayer(kind, `l${index + 1}`, params));
const conv = (filters) => ['conv2d', { filters, activation: 'relu' }];
const dense = (units) => ['dense', { units, activation: 'relu' }];
const pool = ['maxPooling2d', {}];
const flatten = ['flatten', {}];
const logits = ['dense', { units: 10 }];

/** The reference CNN at another width: w and 2w filters, 2w units; it is that of w = 32. */
export const createCnn = (width) =>
  stack(conv(width), pool, conv(2 * width), pool, flatten, dense(2 * width), logits);

/** 784-w-w-10. */
export const createMlp = (width) => stack(flatten, dense(width), dense(width), logits);

/** As many filters as a layer may have, and `units` units. */
export const createWideCnn = (units) =>
  stack(conv(256), pool, conv(512), pool, flatten, dense(units), logits);

/** The architecture whose number of parameters is nearest to a target, by the factor between them. */
export function fitWidth(create, target) {
  const parameters = (width) => summarize(create(width)).parameters;
  let above = 1;
  while (parameters(above) < target) above++;
  const below = Math.max(1, above - 1);
  return create(parameters(above) / target < target / parameters(below) ? above : below);
}
