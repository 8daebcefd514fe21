/** Storage would not take all runs of a file: those before are there. */
export class NoRoomError extends Error {
  constructor(added: number, of: number) {
    super(
      `There was room for ${added} of its ${of} runs: make some under “All runs” and add the file again, what is here stays`,
    );
  }
}
