/** Statements of a program's run, with what a notebook says above them. */
export interface Cell {
  readonly text: string;
  /** Asked for when all of the program is known. */
  readonly lines: () => readonly string[];
}
