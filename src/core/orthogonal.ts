/**
 * Makes the rows of a matrix [rows, columns] orthonormal, in place (modified Gram–Schmidt, doubles): of a normal matrix
 * this is Keras' `Orthogonal`, a random rotation. No more rows than columns. Additions, products, quotients and square
 * roots alone, which are the same bits in every engine.
 */
export function orthonormalizeRows(matrix: Float64Array, columns: number): void {
  const rows = Array.from({ length: matrix.length / columns }, (_, row) =>
    matrix.subarray(row * columns, (row + 1) * columns),
  );
  rows.forEach((row, index) => {
    const length = Math.sqrt(dot(row, row));
    for (let i = 0; i < columns; i++) row[i] = at(row, i) / length;
    for (const later of rows.slice(index + 1)) subtractProjection(later, row);
  });
}

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  const share = dot(row, unit);
  for (let i = 0; i < row.length; i++) row[i] = at(row, i) - share * at(unit, i);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

const at = (row: Float64Array, index: number): number => row[index] as number; // rows are equally long
