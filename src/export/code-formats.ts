import type { CodeFormat } from './code-format.ts';

/** The only list of programs, in the order of the page. */
export const codeFormats = {} as const satisfies Readonly<Record<string, CodeFormat>>;

export type CodeFormatId = keyof typeof codeFormats;
