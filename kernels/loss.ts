/** Softmax and cross-entropy on logits, with their gradient. */
import { exp1, log1 } from './math';

/**
 * For each row: adds −ln softmax(logits)[label] to the f64 at `lossSum` and 1 to the i32 at `correct` when the largest
 * logit (the first of equals) is the label's; gradient = (softmax − one-hot) · scale, unless `gradient` is 0.
 */
export function softmaxCrossEntropy(
  logits: usize,
  labels: usize,
  rows: i32,
  classes: i32,
  scale: f32,
  gradient: usize,
  lossSum: usize,
  correct: usize,
): void {
  let loss: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const z = logits + row * classes * 4;
    const label = <i32>load<u8>(labels + row);
    const answer = argmax(z, classes);
    right += <i32>(answer == label);
    const largest = load<f32>(z + answer * 4);
    let sum: f32 = 0;
    for (let j = 0; j < classes; j++) sum += exp1(load<f32>(z + j * 4) - largest);
    loss += <f64>(log1(sum) - (load<f32>(z + label * 4) - largest));
    if (gradient == 0) continue;
    const d = gradient + row * classes * 4;
    for (let j = 0; j < classes; j++) {
      const p = exp1(load<f32>(z + j * 4) - largest) / sum;
      store<f32>(d + j * 4, (p - <f32>(j == label)) * scale);
    }
  }
  store<f64>(lossSum, load<f64>(lossSum) + loss);
  store<i32>(correct, load<i32>(correct) + right);
}

function argmax(values: usize, count: i32): i32 {
  let best = 0;
  for (let j = 1; j < count; j++)
    if (load<f32>(values + j * 4) > load<f32>(values + best * 4)) best = j;
  return best;
}
