export type ProgramKind = 'script' | 'distributed' | 'notebook';

/** Statements of a program's run, with what a notebook says above them. */
export interface Cell {
  readonly text: string;
  readonly lines: readonly string[];
}

/** A cell whose lines are asked for when all of the program is known. */
export interface CellToCome {
  readonly text: string;
  lines(): readonly string[];
}

/** A program in parts, for a script or a notebook to be made of. */
export interface Program {
  readonly title: string;
  /** A file name without ending. */
  readonly stem: string;
  readonly parameters: number;
  readonly imports: readonly string[];
  readonly constants: readonly string[];
  /** Functions and classes, by what they are about. */
  readonly parts: readonly { readonly title: string; readonly texts: readonly string[] }[];
  /** After the data is loaded and the network is made. */
  readonly cells: readonly Cell[];
}
