/** One number a step, for as many steps as a run can have. */
export class StepSeries {
  readonly #values: Float32Array;
  #length = 0;

  constructor(totalSteps: number) {
    this.#values = new Float32Array(totalSteps);
  }

  get length(): number {
    return this.#length;
  }

  append(values: Float32Array): void {
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  /** A copy of the entries from `start` on. */
  from(start: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#values.subarray(start, this.#length));
  }

  meanFrom(start: number): number {
    let sum = 0;
    for (let i = start; i < this.#length; i++) sum += this.#values[i] ?? 0;
    return sum / Math.max(1, this.#length - start);
  }
}
