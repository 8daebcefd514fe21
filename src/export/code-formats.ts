import type { CodeFormat } from './code-format.ts';
import { kerasCode } from './keras-code/formats.ts';

/** The only list of programs, in the order of the page. */
export const codeFormats = { ...kerasCode } as const satisfies Readonly<Record<string, CodeFormat>>;

export type CodeFormatId = keyof typeof codeFormats;
