/** Keeps the least-norm solution computable in float64, and is far too small to be seen. */
const leastRidge = 1e-10;

/** Solves (A + λI) x = b in place by Cholesky's decomposition; A symmetric, its lower half given; b and x `[size × columns]`. */
export function solveRidge(
  a: Float64Array,
  b: Float64Array,
  {
    size,
    columns,
    ridge,
  }: { readonly size: number; readonly columns: number; readonly ridge: number },
): void {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += a[i * size + i] as number; // within
  decompose(a, size, ((ridge + leastRidge) * trace) / size);
  for (let c = 0; c < columns; c++) substitute(a, b.subarray(c), { size, columns });
}

/** A + λI = LLᵀ; L takes the place of A's lower half. A pivot that rounding made negative is held up. */
function decompose(a: Float64Array, size: number, lambda: number): void {
  for (let i = 0; i < size; i++) {
    const row = a.subarray(i * size, (i + 1) * size);
    for (let j = 0; j <= i; j++) {
      let sum = (row[j] as number) + (i === j ? lambda : 0); // within, as below
      for (let k = 0; k < j; k++) sum -= (row[k] as number) * (a[j * size + k] as number);
      const pivot = a[j * size + j] as number;
      row[j] = i === j ? Math.sqrt(Math.max(sum, lambda * 1e-3)) : sum / pivot;
    }
  }
}

/** LLᵀx = b for one column of b, whose numbers lie `columns` apart. */
function substitute(
  l: Float64Array,
  b: Float64Array,
  { size, columns }: { readonly size: number; readonly columns: number },
): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i * columns] as number; // within, as below
    for (let k = 0; k < i; k++) sum -= (l[i * size + k] as number) * (b[k * columns] as number);
    b[i * columns] = sum / (l[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i * columns] as number;
    for (let k = i + 1; k < size; k++)
      sum -= (l[k * size + i] as number) * (b[k * columns] as number);
    b[i * columns] = sum / (l[i * size + i] as number);
  }
}
