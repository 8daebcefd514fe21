export type StrokePoint = readonly [x: number, y: number];

interface Arc {
  readonly centre: StrokePoint;
  readonly radii: StrokePoint;
  /** Degrees, clockwise from the right: the pad's y grows downwards. */
  readonly from: number;
  readonly to: number;
}

const arcPoints = 16;

function arc({ centre: [x, y], radii: [rx, ry], from, to }: Arc): readonly StrokePoint[] {
  return Array.from({ length: arcPoints + 1 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / arcPoints) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** How a person writes the ten digits, stroke by stroke, 0–1 from the pad's left and top edge. */
export const digitStrokes: readonly (readonly (readonly StrokePoint[])[])[] = [
  [arc({ centre: [0.5, 0.5], radii: [0.2, 0.3], from: -90, to: 270 })],
  [
    [
      [0.52, 0.18],
      [0.5, 0.82],
    ],
  ],
  [
    [
      ...arc({ centre: [0.5, 0.36], radii: [0.18, 0.17], from: 190, to: 380 }),
      [0.32, 0.8],
      [0.72, 0.8],
    ],
  ],
  [
    [
      ...arc({ centre: [0.48, 0.34], radii: [0.17, 0.15], from: 200, to: 450 }),
      ...arc({ centre: [0.48, 0.655], radii: [0.19, 0.165], from: -90, to: 150 }),
    ],
  ],
  [
    [
      [0.38, 0.2],
      [0.32, 0.55],
      [0.68, 0.55],
    ],
    [
      [0.62, 0.25],
      [0.6, 0.85],
    ],
  ],
  [
    [
      [0.68, 0.2],
      [0.38, 0.2],
      [0.36, 0.46],
      ...arc({ centre: [0.48, 0.62], radii: [0.19, 0.19], from: -110, to: 140 }),
    ],
  ],
  [
    [
      [0.6, 0.18],
      ...arc({ centre: [0.5, 0.6], radii: [0.2, 0.4], from: 250, to: 180 }),
      ...arc({ centre: [0.49, 0.67], radii: [0.18, 0.16], from: 180, to: -180 }),
    ],
  ],
  [
    [
      [0.3, 0.22],
      [0.7, 0.22],
      [0.45, 0.82],
    ],
  ],
  [
    [
      ...arc({ centre: [0.5, 0.34], radii: [0.15, 0.14], from: 90, to: 450 }),
      ...arc({ centre: [0.5, 0.65], radii: [0.18, 0.17], from: -90, to: 270 }),
    ],
  ],
  [
    [
      ...arc({ centre: [0.48, 0.36], radii: [0.16, 0.16], from: 0, to: -360 }),
      [0.62, 0.6],
      [0.58, 0.84],
    ],
  ],
];
