import { solveRidge } from './cholesky.ts';
import { streams, uniform } from './random.ts';
import { mnistClasses, mnistShape, sizeOf } from './shape.ts';

const imagePixels = sizeOf(mnistShape);

/** Images and labels as the data set has them: `[count × 784]` grey levels. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface FeatureFit {
  /** How many random features the model has: its size. */
  readonly features: number;
  readonly trainingCorrect: number;
  readonly testCorrect: number;
  /** Mean squared error over the training targets; 0 where it interpolates. */
  readonly trainingError: number;
}

export interface FeatureSetup {
  /** Sizes, rising. */
  readonly featureCounts: readonly number[];
  /** λ of ridge regression, as a share of the mean diagonal; 0: the solution of least norm. */
  readonly ridge: number;
  /** The share of training labels that are drawn anew. */
  readonly labelNoise: number;
  readonly seed: number;
}

/**
 * Double descent in a model that is solved, not trained: random ReLU features, then the least-squares solution of least norm
 * (Belkin et al. 2019). One fit for each size; the peak of the test error lies where there are as many features as images.
 */
export function* fitRandomFeatures(
  training: LabelledImages,
  test: LabelledImages,
  setup: FeatureSetup,
): Generator<FeatureFit> {
  const most = setup.featureCounts.at(-1) ?? 0;
  const projection = gaussians(imagePixels * most, setup.seed);
  const ofTraining = featuresOf(training, projection, most);
  const ofTest = featuresOf(test, projection, most);
  const labels = noisyLabels(training.labels, setup);
  const targets = oneHot(labels, training.count);
  const kernel = new Float64Array(training.count ** 2);
  let added = 0;
  for (const features of setup.featureCounts) {
    const rows = { values: ofTraining, count: training.count, stride: most };
    addToKernel(kernel, rows, { from: added, to: features });
    added = features;
    const weights =
      features < training.count
        ? fewFeatures(rows, targets, { features, ridge: setup.ridge })
        : manyFeatures(rows, targets, { features, ridge: setup.ridge, kernel });
    const answers = answersOf(rows, weights, features);
    const tested = answersOf(
      { values: ofTest, count: test.count, stride: most },
      weights,
      features,
    );
    yield {
      features,
      trainingCorrect: correctOf(answers, labels),
      testCorrect: correctOf(tested, test.labels),
      trainingError: meanSquare(answers, targets),
    };
  }
}

/** Features of images, row by row. */
interface Rows {
  readonly values: Float32Array;
  readonly count: number;
  readonly stride: number;
}

/** Standard normal numbers (Box & Muller 1958), scaled by 1/√784. */
function gaussians(count: number, seed: number): Float32Array {
  const values = new Float32Array(count);
  const scale = 1 / Math.sqrt(imagePixels);
  for (let pair = 0; pair < count; pair += 2) {
    const radius = scale * Math.sqrt(-2 * Math.log(1 - uniform(seed, streams.init, pair)));
    const angle = 2 * Math.PI * uniform(seed, streams.init, pair + 1);
    values[pair] = radius * Math.cos(angle);
    values[pair + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** ReLU(pixels × projection): `[count × features]`. Most pixels are black, and add nothing. */
function featuresOf(
  { images, count }: LabelledImages,
  projection: Float32Array,
  features: number,
): Float32Array {
  const values = new Float32Array(count * features);
  for (let row = 0; row < count; row++) {
    const own = values.subarray(row * features, (row + 1) * features);
    for (let pixel = 0; pixel < imagePixels; pixel++) {
      const grey = (images[row * imagePixels + pixel] as number) / 255; // within the image
      if (grey === 0) continue;
      const from = pixel * features;
      for (let f = 0; f < features; f++)
        own[f] = (own[f] as number) + grey * (projection[from + f] as number); // both that long
    }
    for (let f = 0; f < features; f++) if ((own[f] as number) < 0) own[f] = 0; // within
  }
  return values;
}

function noisyLabels(labels: Uint8Array, { labelNoise, seed }: FeatureSetup): Uint8Array {
  return labels.map((label, row) =>
    uniform(seed, streams.data, 2 * row) < labelNoise
      ? Math.floor(mnistClasses * uniform(seed, streams.data, 2 * row + 1))
      : label,
  );
}

function oneHot(labels: Uint8Array, count: number): Float64Array {
  const targets = new Float64Array(count * mnistClasses);
  for (let row = 0; row < count; row++) targets[row * mnistClasses + (labels[row] as number)] = 1; // a label each
  return targets;
}

/** Adds what some more features bring to ΦΦᵀ, its lower half. */
function addToKernel(
  kernel: Float64Array,
  { values, count, stride }: Rows,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let i = 0; i < count; i++)
    for (let k = 0; k <= i; k++) {
      let sum = 0;
      for (let f = from; f < to; f++)
        sum += (values[i * stride + f] as number) * (values[k * stride + f] as number); // within rows
      kernel[i * count + k] = (kernel[i * count + k] as number) + sum; // within
    }
}

/** w = (ΦᵀΦ + λI)⁻¹ Φᵀy: `[features × 10]`. */
function fewFeatures(
  { values, count, stride }: Rows,
  targets: Float64Array,
  { features, ridge }: { readonly features: number; readonly ridge: number },
): Float64Array {
  const gram = new Float64Array(features ** 2);
  const weights = new Float64Array(features * mnistClasses);
  for (let row = 0; row < count; row++) {
    const own = values.subarray(row * stride, row * stride + features);
    for (let j = 0; j < features; j++) {
      const value = own[j] as number; // within
      if (value === 0) continue;
      for (let k = 0; k <= j; k++)
        gram[j * features + k] = (gram[j * features + k] as number) + value * (own[k] as number);
      for (let c = 0; c < mnistClasses; c++)
        weights[j * mnistClasses + c] =
          (weights[j * mnistClasses + c] as number) +
          value * (targets[row * mnistClasses + c] as number);
    }
  }
  solveRidge(gram, weights, { size: features, columns: mnistClasses, ridge });
  return weights;
}

/** w = Φᵀ (ΦΦᵀ + λI)⁻¹ y: of all that interpolate the one of least norm. */
function manyFeatures(
  { values, count, stride }: Rows,
  targets: Float64Array,
  {
    features,
    ridge,
    kernel,
  }: { readonly features: number; readonly ridge: number; readonly kernel: Float64Array },
): Float64Array {
  const duals = targets.slice();
  solveRidge(kernel.slice(), duals, { size: count, columns: mnistClasses, ridge });
  const weights = new Float64Array(features * mnistClasses);
  for (let row = 0; row < count; row++)
    for (let f = 0; f < features; f++) {
      const value = values[row * stride + f] as number; // within
      if (value === 0) continue;
      for (let c = 0; c < mnistClasses; c++)
        weights[f * mnistClasses + c] =
          (weights[f * mnistClasses + c] as number) +
          value * (duals[row * mnistClasses + c] as number);
    }
  return weights;
}

/** Φw: `[count × 10]`. */
function answersOf(
  { values, count, stride }: Rows,
  weights: Float64Array,
  features: number,
): Float64Array {
  const answers = new Float64Array(count * mnistClasses);
  for (let row = 0; row < count; row++)
    for (let f = 0; f < features; f++) {
      const value = values[row * stride + f] as number; // within
      if (value === 0) continue;
      for (let c = 0; c < mnistClasses; c++)
        answers[row * mnistClasses + c] =
          (answers[row * mnistClasses + c] as number) +
          value * (weights[f * mnistClasses + c] as number);
    }
  return answers;
}

function correctOf(answers: Float64Array, labels: Uint8Array): number {
  let correct = 0;
  for (let row = 0; row < answers.length / mnistClasses; row++) {
    const own = answers.subarray(row * mnistClasses, (row + 1) * mnistClasses);
    if (own.indexOf(own.reduce((a, b) => Math.max(a, b))) === labels[row]) correct++;
  }
  return correct;
}

const meanSquare = (answers: Float64Array, targets: Float64Array): number =>
  answers.reduce((sum, answer, place) => sum + (answer - (targets[place] as number)) ** 2, 0) /
  targets.length;
