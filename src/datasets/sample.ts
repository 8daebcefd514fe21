/**
 * `count` places whose classes are in the proportions of all labels (largest remainder), the first ones of each class, in
 * rising order.
 */
export function stratifiedSample(labels: Uint8Array, count: number, classes: number): Uint32Array {
  const sizes = Array.from({ length: classes }, (_, label) => countOf(labels, label));
  const quotas = sizes.map((size) => (size * count) / labels.length);
  const shares = quotas.map(Math.floor);
  const left = count - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = quotas
    .map((quota, label) => ({ label, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  for (const { label } of byRemainder.slice(0, left)) shares[label] = (shares[label] ?? 0) + 1;
  return Uint32Array.from(
    shares.flatMap((share, label) => firstOfClass(labels, label, share)),
  ).sort();
}

/** `perClass` rounds through the classes, each taking the next image of every class. */
export function roundsOfClasses(
  labels: Uint8Array,
  perClass: number,
  classes: number,
): Uint32Array {
  const byClass = Array.from({ length: classes }, (_, label) =>
    firstOfClass(labels, label, perClass),
  );
  const rounds = Array.from({ length: perClass }, (_, round) =>
    byClass.flatMap((places) => places.slice(round, round + 1)),
  );
  return Uint32Array.from(rounds.flat());
}

function countOf(labels: Uint8Array, wanted: number): number {
  let count = 0;
  for (const label of labels) if (label === wanted) count++;
  return count;
}

function firstOfClass(labels: Uint8Array, wanted: number, count: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < labels.length && places.length < count; place++)
    if (labels[place] === wanted) places.push(place);
  return places;
}
