import type { Family } from '../../core/describe.ts';

export const markRadius = 5;

/** In the middle of a compressed run's mark: its colour alone is lost in grey. */
export const variantDot = 1.5;

/** How far from its middle a mark is picked up. */
export const markReach = 12;

/** A disc for a CNN, a square for an MLP, a square on its tip for a sequence: SVG path data around 0, 0. */
export function markPath(family: Family, radius: number): string {
  if (family === 'CNN')
    return `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  if (family === 'MLP') return `M${-radius} ${-radius}h${2 * radius}v${2 * radius}h${-2 * radius}Z`;
  const tip = radius * Math.SQRT2;
  return `M0 ${-tip}L${tip} 0L0 ${tip}L${-tip} 0Z`;
}
