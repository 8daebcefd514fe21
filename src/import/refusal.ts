/** Why a file is not taken, in words for the person who gave it. Thrown and caught in this folder only. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** @throws Refusal */
export function refuse(message: string): never {
  throw new Refusal(message);
}
