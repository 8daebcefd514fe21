/** sin(angle) for |angle| ≤ π/2, within 1e-11: Math.sin may differ in its last bit between JavaScript engines. */
export function sine(angle: number): number {
  let term = angle;
  let sum = angle;
  for (let n = 2; n <= 16; n += 2) {
    term *= -(angle * angle) / (n * (n + 1));
    sum += term;
  }
  return sum;
}
