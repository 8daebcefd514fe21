import type { Compression } from '../compression.ts';
import { plainPlan } from '../fine-tune/run.ts';

/** The same network in a file of Huffman codes. */
export const huffman: Compression<'huffman'> = (_params, context) => ({
  ...{ epochs: 0, learningRate: 0 },
  ...plainPlan(context),
  finish: () => ({ ...context.model, coding: 'huffman' }),
});
