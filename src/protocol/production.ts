import type { Latency, Score } from '../core/run.ts';
import type { QuantizedRange, StoredModel } from '../core/stored-model.ts';

/** A runtime that a network may meet outside of this page. */
export type ProductionRuntime = 'onnxruntime-web' | 'litert';

/** A network's file, and the images that it is asked about. */
export interface ProductionInput {
  readonly runtime: ProductionRuntime;
  readonly file: Uint8Array<ArrayBuffer>;
  readonly pixelRange: StoredModel['pixelRange'];
  /** Of a file that takes int8 codes: those of its input. */
  readonly inputRange: QuantizedRange | null;
  /** 28×28 grey levels each, one after another, and their labels. */
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: readonly number[];
}

export interface ProductionFigures {
  readonly latency: Latency;
  readonly score: Score;
  /** What was loaded for the runtime alone, as it came from the server. */
  readonly downloadBytes: number;
}

/** What its worker says: any number of `progress`, then one of the others. */
export type ProductionEvent =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'done'; readonly figures: ProductionFigures }
  | { readonly type: 'failed'; readonly message: string };
