import type { CodeFormat } from './code-format.ts';
import { pytorchCode } from './pytorch-code/formats.ts';

/** The only list of programs, in the order of the page. */
export const codeFormats = { ...pytorchCode } as const satisfies Readonly<
  Record<string, CodeFormat>
>;

export type CodeFormatId = keyof typeof codeFormats;
