import type { OutsideOrigin } from '../../core/outside-results.ts';

export type Origin = 'browser' | OutsideOrigin;

export const originNames: Readonly<Record<Origin, string>> = {
  browser: 'This browser',
  keras: 'Keras',
  pytorch: 'PyTorch',
};

/** A disc for the browser, a square for Keras, a triangle for PyTorch: SVG path data around 0, 0. */
const paths: Readonly<Record<Origin, string>> = {
  browser: 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z',
  keras: 'M-4 -4h8v8h-8Z',
  pytorch: 'M0 -5L5 4H-5Z',
};

interface OriginMarkProps {
  readonly origin: Origin;
  readonly x: number;
  readonly y: number;
}

export const OriginMark = ({ origin, x, y }: OriginMarkProps) => (
  <path className={`mark ${origin}`} d={paths[origin]} transform={`translate(${x} ${y})`} />
);

/** Where a figure comes from. */
export const OriginBadge = ({ origin }: { readonly origin: Origin }) => (
  <span className="sweep-origin">
    <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden>
      <OriginMark origin={origin} x={0} y={0} />
    </svg>
    {originNames[origin]}
  </span>
);
