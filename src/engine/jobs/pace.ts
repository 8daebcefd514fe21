const windowSeconds = 1;

interface Slice {
  readonly images: number;
  readonly seconds: number;
}

/** How fast steps go: over the last second or so of steps, and over all but the first (which compiles and warms up). */
export class Pace {
  firstStepMs = 0;
  /** Seconds in optimizer steps, the first one too. */
  stepSeconds = 0;
  #images = 0;
  #isFirst = true;
  #recent: Slice[] = [];
  #recentSeconds = 0;

  add(images: number, seconds: number): void {
    this.stepSeconds += seconds;
    if (this.#isFirst) {
      this.#isFirst = false;
      this.firstStepMs = seconds * 1000;
      return;
    }
    this.#images += images;
    this.#recent.push({ images, seconds });
    this.#recentSeconds += seconds;
    let oldest = this.#recent[0];
    while (oldest !== undefined && this.#recentSeconds - oldest.seconds > windowSeconds) {
      this.#recent.shift();
      this.#recentSeconds -= oldest.seconds;
      oldest = this.#recent[0];
    }
  }

  /** Over the window; 0 before the second step. */
  get recentImagesPerSecond(): number {
    const images = this.#recent.reduce((sum, slice) => sum + slice.images, 0);
    return this.#recentSeconds > 0 ? images / this.#recentSeconds : 0;
  }

  /** Over all steps but the first; 0 when there was but one. */
  get imagesPerSecond(): number {
    const seconds = this.stepSeconds - this.firstStepMs / 1000;
    return this.#images > 0 && seconds > 0 ? this.#images / seconds : 0;
  }
}
