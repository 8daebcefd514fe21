import type { CodeFormat } from './code-format.ts';
import { kerasCode } from './keras-code/formats.ts';
import { pytorchCode } from './pytorch-code/formats.ts';

/** The only list of programs, in the order of the page. */
export const codeFormats = { ...kerasCode, ...pytorchCode } as const satisfies Readonly<
  Record<string, CodeFormat>
>;

export type CodeFormatId = keyof typeof codeFormats;
