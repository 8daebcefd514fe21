import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { type ForeignLayer, type ForeignNetwork, named } from '../foreign.ts';
import { refuse } from '../refusal.ts';
import { Chain } from './chain.ts';
import { Config } from './config.ts';
import type { Draft } from './draft.ts';
import { fireAfter } from './fire.ts';
import { type Graph, graphOf } from './graph.ts';
import { positionsOf } from './positions.ts';

export interface Line {
  readonly architecture: Architecture;
  /** Of each of its layers. */
  readonly drafts: readonly Draft[];
  readonly pixelRange: TrainingSetup['pixelRange'] | null;
}

/** Our layers for those of a file: one line, from which only Adds look back. @throws Refusal */
export function lineOf(network: ForeignNetwork, notes: string[]): Line {
  const graph = graphOf(network, notes);
  const chain = new Chain(graph, notes);
  const seen = new Set<string>();
  while (chain.value !== graph.output || graph.consumers(chain.value).length > 0) {
    if (seen.has(chain.value)) refuse('The layers of the file go in a circle');
    seen.add(chain.value);
    step(graph, chain);
  }
  const { drafts, pixelRange } = chain;
  const architecture = drafts.map(
    ({ kind, params }, place) => createLayer(kind, `l${place + 1}`, params) as Layer, // its own fields
  );
  const { problem } = summarize(architecture);
  if (problem !== null) refuse(problem.message);
  return { architecture, drafts, pixelRange };
}

function step(graph: Graph, chain: Chain): void {
  if (fireAfter(graph, chain)) return;
  const consumers = graph.consumers(chain.value);
  const sum = consumers.find((layer) => isSum(layer) && addend(graph, chain, layer) !== null);
  if (sum === undefined) chain.take(onward(graph, chain, consumers));
  else takeSum(graph, chain, sum);
}

/** The one layer that goes on from the line's end. */
function onward(graph: Graph, chain: Chain, consumers: readonly ForeignLayer[]): ForeignLayer {
  const ahead = consumers.filter((layer) => !isSum(layer) && !isAside(graph, layer, consumers));
  const [next = consumers.find((layer) => !isSum(layer))] = ahead;
  if (next === undefined) return deadEnd(graph, chain, consumers);
  if (ahead.length > 1)
    refuse(
      `The network parts in ways that no network here does, into ${ahead.slice(0, 4).map(named).join(' and ')}: only Add brings two together, and SqueezeNet's Concatenate`,
    );
  if (next.inputs.length > 1)
    refuse(`${named(next)} takes more than one input, which only Add does here`);
  return next;
}

function deadEnd(graph: Graph, { value }: Chain, [sum]: readonly ForeignLayer[]): never {
  if (sum === undefined) return refuse(`Nothing leads from "${value.slice(0, 80)}" to the output`);
  const others = sum.inputs
    .filter((input) => input !== value)
    .map((name) => graph.layer(name))
    .filter((layer) => layer !== null);
  return refuse(
    `${named(sum)} adds ${others.map(named).join(' and ') || 'a value to itself'}: what is added must be what an earlier layer takes, or one 1×1 convolution (or Dense) of it`,
  );
}

const isSum = ({ className }: ForeignLayer): boolean => className === 'Add';

interface Addend {
  readonly value: string;
  /** A layer on the way to the sum: a projection, or a table of positions. */
  readonly by: ForeignLayer | null;
}

/** What is added to the line's value; null where it is not known yet. */
function addend(graph: Graph, chain: Chain, sum: ForeignLayer): Addend | null {
  const others = sum.inputs.filter((input) => input !== chain.value);
  const [other] = others;
  if (others.length !== 1 || sum.inputs.length !== 2 || other === undefined) return null;
  if (chain.isTaken(other)) return { value: other, by: null };
  const by = graph.layer(other);
  if (by === null) return null;
  if (positionsOf(graph, by) === chain.value) return { value: chain.value, by };
  const [from] = by.inputs;
  return isProjection(graph, by) && from !== undefined && chain.isTaken(from)
    ? { value: from, by }
    : null;
}

function takeSum(graph: Graph, chain: Chain, sum: ForeignLayer): void {
  const added = addend(graph, chain, sum);
  if (added?.by && positionsOf(graph, added.by) !== null) {
    const params = new Config(added.by, []).trained('embeddings');
    chain.put('positionEmbedding', params, { sources: [added.by], value: sum.name });
  } else if (added !== null) chain.add(sum, { value: added.value, projection: added.by });
}

/** Not on the line: it only leads to a sum. */
const isAside = (graph: Graph, layer: ForeignLayer, beside: readonly ForeignLayer[]): boolean =>
  beside.length > 1 &&
  (isProjection(graph, layer) ||
    layer.className === 'Permute' ||
    positionsOf(graph, layer) !== null);

/** A 1×1 convolution, or a Dense, that nothing but a sum takes. */
function isProjection(graph: Graph, layer: ForeignLayer): boolean {
  const consumers = graph.consumers(layer.name);
  const [only] = consumers;
  if (consumers.length !== 1 || only?.className !== 'Add' || layer.inputs.length !== 1)
    return false;
  const { className, config } = layer;
  if (className !== 'Dense' && className !== 'Conv2D') return false;
  if ((config['activation'] ?? 'linear') !== 'linear') return false;
  if (className === 'Dense') return true;
  return (
    [config['kernel_size']].flat().every((side) => side === 1) && (config['groups'] ?? 1) === 1
  );
}
