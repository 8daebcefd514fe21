type Row = Float64Array;
type Four = readonly [Row, Row, Row, Row];

/**
 * Makes the rows of a matrix [rows, columns] orthonormal, in place (modified Gram–Schmidt, doubles): of a normal matrix
 * this is Keras' `Orthogonal`, a random rotation. No more rows than columns. Additions, products, quotients and square
 * roots alone, which are the same bits in every engine.
 */
export function orthonormalizeRows(matrix: Float64Array, columns: number): void {
  const rows = Array.from({ length: matrix.length / columns }, (_, row) =>
    matrix.subarray(row * columns, (row + 1) * columns),
  );
  for (let first = 0; first < rows.length; first += 4) {
    const block = rows.slice(first, first + 4);
    subtractFromAll(block, rows.slice(0, first));
    block.forEach((row, index) => {
      const length = Math.sqrt(dot(row, row));
      for (let i = 0; i < columns; i++) row[i] = at(row, i) / length;
      for (const later of block.slice(index + 1)) subtractProjection(later, row);
    });
  }
}

function subtractFromAll(block: readonly Row[], units: readonly Row[]): void {
  const [a, b, c, d] = block;
  if (a && b && c && d) subtractFromFour([a, b, c, d], units);
  else for (const unit of units) for (const row of block) subtractProjection(row, unit);
}

/**
 * The same to the bit in half the time: sums of four rows do not wait for each other, and what is left of a row after one
 * unit is multiplied by the next while it is at hand.
 */
function subtractFromFour([a, b, c, d]: Four, units: readonly Row[]): void {
  let before: Row = new Float64Array(a.length);
  let shares: readonly [number, number, number, number] = [0, 0, 0, 0];
  for (const unit of [...units, before]) {
    const [shareA, shareB, shareC, shareD] = shares;
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      const last = at(before, i);
      const next = at(unit, i);
      const leftA = at(a, i) - shareA * last;
      a[i] = leftA;
      const leftB = at(b, i) - shareB * last;
      b[i] = leftB;
      const leftC = at(c, i) - shareC * last;
      c[i] = leftC;
      const leftD = at(d, i) - shareD * last;
      d[i] = leftD;
      sumA += leftA * next;
      sumB += leftB * next;
      sumC += leftC * next;
      sumD += leftD * next;
    }
    before = unit;
    shares = [sumA, sumB, sumC, sumD];
  }
}

function subtractProjection(row: Row, unit: Row): void {
  const share = dot(row, unit);
  for (let i = 0; i < row.length; i++) row[i] = at(row, i) - share * at(unit, i);
}

function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

const at = (row: Row, index: number): number => row[index] as number; // rows are equally long
