import type { Params } from '../../core/fields.ts';
import type { ForeignLayer } from '../foreign.ts';
import type { Chain } from './chain.ts';
import { Config } from './config.ts';
import type { Graph } from './graph.ts';
import { mapLayer } from './layers.ts';

const shared = ['activation', 'useBias', 'l2', 'initializer', 'frozen'] as const;

/** Where the line's last layer is a squeeze and its value goes into the two widenings: puts a Fire in its place. */
export function fireAfter(graph: Graph, chain: Chain): boolean {
  const squeeze = chain.drafts.at(-1);
  const [source] = squeeze?.sources ?? [];
  const parts = expansionsOf(graph, chain.value);
  if (squeeze?.kind !== 'conv2d' || source?.name !== chain.value || parts === null) return false;
  const [narrow, wide, joined] = parts;
  const [small, large] = [narrow, wide].map((layer) => paramsOf(layer));
  if (!small || !large || !isFire(squeeze.params, small, large)) return false;
  chain.takeBack();
  const params = {
    squeezeFilters: squeeze.params['filters'] ?? 1,
    expandFilters: small['filters'] ?? 1,
    ...Object.fromEntries(shared.map((name) => [name, squeeze.params[name] ?? false])),
  };
  chain.put('fire', params, { sources: [source, narrow, wide], value: joined.name });
  return true;
}

/** The layers that a value goes into where these are two convolutions and then one Concatenate, in its order. */
function expansionsOf(
  graph: Graph,
  value: string,
): readonly [ForeignLayer, ForeignLayer, ForeignLayer] | null {
  const consumers = graph.consumers(value);
  const joins = consumers.map(({ name }) => graph.consumers(name));
  const [joined] = joins[0] ?? [];
  const areTwo =
    consumers.length === 2 &&
    consumers.every(({ className, inputs }) => className === 'Conv2D' && inputs.length === 1) &&
    joins.every((join) => join.length === 1 && join[0] === joined);
  if (!areTwo || joined?.className !== 'Concatenate' || joined.inputs.length !== 2) return null;
  const [narrow, wide] = joined.inputs.map((name) => graph.layer(name));
  const axis = joined.config['axis'] ?? -1;
  return narrow && wide && (axis === -1 || axis === 3) ? [narrow, wide, joined] : null;
}

function paramsOf(layer: ForeignLayer): Params | null {
  const mapped = mapLayer(new Config(layer, []), [1, 1, 1]);
  return mapped.is === 'layer' ? (mapped.params as Params) : null; // plain data
}

function isFire(squeeze: Params, narrow: Params, wide: Params): boolean {
  const all = [squeeze, narrow, wide];
  const areAlike = shared.every((name) => all.every((params) => params[name] === squeeze[name]));
  const areStill = all.every(
    ({ strides, dilation, groups }) => strides === 1 && dilation === 1 && groups === 1,
  );
  const sizes = all.map(({ kernelSize }) => kernelSize).join();
  const isWhole = narrow['filters'] === wide['filters'] && wide['padding'] === 'same';
  return areAlike && areStill && sizes === '1,1,3' && isWhole;
}
