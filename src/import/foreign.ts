import type { JsonObject } from './json.ts';

/** A layer of a Keras-like file. */
export interface ForeignLayer {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Names of the layers whose outputs it takes, each once. */
  readonly inputs: readonly string[];
}

/** A network as a file describes it, in the file's order. */
export interface ForeignNetwork {
  readonly layers: readonly ForeignLayer[];
  /** Names of the layers that give its input and its output. */
  readonly input: string;
  readonly output: string;
  /** Without the batch. */
  readonly inputShape: readonly number[];
}

export interface ForeignTensor {
  /** For messages. */
  readonly name: string;
  readonly shape: readonly number[];
  read(): Float32Array;
}

/** A layer's tensors in Keras' order; empty where the file has none of it. */
export type TensorsOf = (layer: ForeignLayer) => readonly ForeignTensor[];

/** How a message names a layer: `Conv2D "conv2d_1"`. */
export const named = ({ className, name }: Pick<ForeignLayer, 'className' | 'name'>): string =>
  `${className.slice(0, 40)} "${name.slice(0, 80)}"`;
