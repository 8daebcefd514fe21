import { refuse } from './refusal.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keras nests a few objects in each other; what is deeper is made to break readers. */
const deepest = 64;
/** A hundred layers take some hundred kilobytes. */
const mostJsonBytes = 8e6;

/** JSON of a file. @throws Refusal naming the `part` of the file that is not JSON */
export function parseJson(bytes: Uint8Array, part: string): unknown {
  if (bytes.length > mostJsonBytes) refuse(`${part} is longer than any network's description`);
  if (depthOf(bytes) > deepest) refuse(`${part} is nested deeper than any network's description`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(`${part} is damaged: it is not JSON`);
  }
}

/** An upper bound of the nesting: brackets in texts count too, as far as they are not closed again. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let most = 0;
  for (const byte of bytes) {
    if (byte === 0x5b || byte === 0x7b) most = Math.max(most, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return most;
}

/** A value of a file as a message may show it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
