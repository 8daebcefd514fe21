/** A test image that was answered wrongly. */
export interface WrongAnswer {
  /** Place in the test set. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Probability given to the wrong answer. */
  readonly confidence: number;
}

/** The same of many images, column by column: thousands of runs are held at once, and an object an answer would be most of them. */
export interface WrongAnswers {
  readonly indices: Uint16Array;
  readonly labels: Uint8Array;
  readonly answers: Uint8Array;
  readonly confidences: Float32Array;
}

export const packWrongAnswers = (wrong: readonly WrongAnswer[]): WrongAnswers => ({
  indices: Uint16Array.from(wrong, ({ index }) => index),
  labels: Uint8Array.from(wrong, ({ label }) => label),
  answers: Uint8Array.from(wrong, ({ answer }) => answer),
  confidences: Float32Array.from(wrong, ({ confidence }) => confidence),
});

const unpacked = new WeakMap<WrongAnswers, readonly WrongAnswer[]>();

/** Every wrong answer of a reading of the test set, most confident first; the same array each time. */
export function wrongAnswersOf({
  wrong,
}: {
  readonly wrong: WrongAnswers;
}): readonly WrongAnswer[] {
  const known = unpacked.get(wrong);
  if (known !== undefined) return known;
  const { indices, labels, answers, confidences } = wrong;
  const all = Array.from(indices, (index, place) => ({
    index,
    label: labels[place] ?? 0,
    answer: answers[place] ?? 0,
    confidence: confidences[place] ?? 0,
  }));
  unpacked.set(wrong, all);
  return all;
}
