/** Functions of a program, each written once; what is asked for twice with different text gets a name of its own. */
export class Definitions {
  readonly #texts = new Map<string, string>();

  /** The function's name. @param write its text, from its name */
  add(wanted: string, write: (name: string) => string): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}_${number}`;
      const text = write(name);
      const known = this.#texts.get(name);
      if (known === text) return name;
      if (known !== undefined) continue;
      this.#texts.set(name, text);
      return name;
    }
  }

  get texts(): readonly string[] {
    return [...this.#texts.values()];
  }
}
