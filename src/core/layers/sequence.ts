import { type Shape, shapeInWords } from '../shape.ts';

/** Why a layer that walks through steps cannot take its input. */
export function needsSequence(label: string, input: Shape): string {
  const wayOut =
    input.length === 1 ? 'put it where there still are steps' : 'put Reshape before it';
  return `${label} needs a sequence of steps, but gets ${shapeInWords(input)}: ${wayOut}`;
}
