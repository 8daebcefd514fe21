/** Losses on logits, with their gradients: cross-entropy with the labels, and the distance from a teacher's logits. */
import { exp1, log1 } from './math';

/**
 * For each row: adds −ln softmax(logits)[label] · weight to the f64 at `lossSum` and 1 to the i32 at `correct` when the
 * largest logit (the first of equals) is the label's; gradient = (softmax − one-hot) · scale, unless `gradient` is 0.
 */
export function softmaxCrossEntropy(
  logits: usize,
  labels: usize,
  rows: i32,
  classes: i32,
  scale: f32,
  weight: f32,
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
  store<f64>(lossSum, load<f64>(lossSum) + loss * <f64>weight);
  store<i32>(correct, load<i32>(correct) + right);
}

function argmax(values: usize, count: i32): i32 {
  let best = 0;
  for (let j = 1; j < count; j++)
    if (load<f32>(values + j * 4) > load<f32>(values + best * 4)) best = j;
  return best;
}

/**
 * For each row: adds T²·KL(softmax(teacher/T) ‖ softmax(logits/T)) · weight to the f64 at `lossSum` and its gradient,
 * T·(student's − teacher's softened probabilities) · scale, to `gradient` (Hinton et al. 2015). `teacher` has the rows'
 * logits.
 */
export function softenedDivergence(
  logits: usize,
  teacher: usize,
  rows: i32,
  classes: i32,
  temperature: f32,
  scale: f32,
  weight: f32,
  gradient: usize,
  lossSum: usize,
): void {
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const z = logits + row * classes * 4;
    const t = teacher + row * classes * 4;
    const d = gradient + row * classes * 4;
    const largest = load<f32>(z + argmax(z, classes) * 4);
    const largestOfTeacher = load<f32>(t + argmax(t, classes) * 4);
    let sum: f32 = 0;
    let sumOfTeacher: f32 = 0;
    for (let j = 0; j < classes; j++) {
      sum += exp1((load<f32>(z + j * 4) - largest) / temperature);
      sumOfTeacher += exp1((load<f32>(t + j * 4) - largestOfTeacher) / temperature);
    }
    const logSum = log1(sum);
    const logSumOfTeacher = log1(sumOfTeacher);
    for (let j = 0; j < classes; j++) {
      const logP = (load<f32>(z + j * 4) - largest) / temperature - logSum;
      const logQ = (load<f32>(t + j * 4) - largestOfTeacher) / temperature - logSumOfTeacher;
      const p = exp1(logP);
      const q = exp1(logQ);
      loss += <f64>(q * (logQ - logP));
      store<f32>(d + j * 4, load<f32>(d + j * 4) + temperature * (p - q) * scale);
    }
  }
  const square = <f64>(temperature * temperature);
  store<f64>(lossSum, load<f64>(lossSum) + loss * square * <f64>weight);
}

/** For each row: adds mean((logits − teacher)²) · weight to the f64 at `lossSum`, and its gradient · scale to `gradient`. */
export function squaredDistance(
  logits: usize,
  teacher: usize,
  rows: i32,
  classes: i32,
  scale: f32,
  weight: f32,
  gradient: usize,
  lossSum: usize,
): void {
  let loss: f64 = 0;
  const slope: f32 = (scale + scale) / <f32>classes;
  for (let i = 0; i < rows * classes; i++) {
    const distance = load<f32>(logits + i * 4) - load<f32>(teacher + i * 4);
    loss += <f64>(distance * distance);
    store<f32>(gradient + i * 4, load<f32>(gradient + i * 4) + distance * slope);
  }
  store<f64>(lossSum, load<f64>(lossSum) + (loss * <f64>weight) / <f64>classes);
}
