/**
 * The points that no other point beats, cheapest first: nothing costs as little or less and is worth more, or costs less
 * and is worth as much. Points without a finite cost and worth are left out; of two alike both stay.
 */
export function paretoFront<Point>(
  points: readonly Point[],
  of: { readonly cost: (point: Point) => number; readonly worth: (point: Point) => number },
): Point[] {
  const measured = points
    .map((point) => ({ point, cost: of.cost(point), worth: of.worth(point) }))
    .filter(({ cost, worth }) => Number.isFinite(cost) && Number.isFinite(worth))
    .sort((a, b) => a.cost - b.cost || b.worth - a.worth);
  const front: typeof measured = [];
  for (const candidate of measured) {
    const best = front.at(-1);
    const isAlike = candidate.cost === best?.cost && candidate.worth === best.worth;
    if (best === undefined || candidate.worth > best.worth || isAlike) front.push(candidate);
  }
  return front.map(({ point }) => point);
}
