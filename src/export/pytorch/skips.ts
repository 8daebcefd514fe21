/**
 * Variables for what skips carry, by the place of the layer whose input it is: `skip`, and `skip_2` where one is still needed.
 * @param sources for each layer the place that its skip comes from, null without one
 */
export function skipNames(sources: readonly (number | null)[]): ReadonlyMap<number, string> {
  const lastUse = new Map<number, number>();
  for (const [index, source] of sources.entries()) if (source !== null) lastUse.set(source, index);
  const names = new Map<number, string>();
  for (const source of [...lastUse.keys()].sort((a, b) => a - b)) {
    const taken = [...names].flatMap(([other, name]) =>
      (lastUse.get(other) ?? 0) > source ? [name] : [],
    );
    let number = 1;
    while (taken.includes(nameOf(number))) number++;
    names.set(source, nameOf(number));
  }
  return names;
}

const nameOf = (number: number): string => (number === 1 ? 'skip' : `skip_${number}`);
