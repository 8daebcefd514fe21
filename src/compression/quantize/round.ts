/** The nearest whole number, halves away from zero: TFLite's `TfLiteRound`. `Math.round` takes −2.5 to −2. */
export const roundHalfAway = (x: number): number => {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole + 0; // no −0
};

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);
