import type { FloatModel } from '../../compression/compression.ts';
import { weightSpecs } from '../../core/initialize.ts';
import { floatsOf, type StoredModel, type StoredTensor } from '../../core/stored-model.ts';
import { weightInfos } from '../../export/model-file.ts';
import type { BeforeAndAfter, TensorReport } from '../../protocol/quantization-report.ts';

const bins = 64;

/** What became of each weight tensor of a network. */
export function tensorReports(
  { weights }: FloatModel,
  { architecture, tensors }: StoredModel,
): TensorReport[] {
  const names = weightInfos(architecture);
  return weightSpecs(architecture).map(({ layerIndex }, place): TensorReport => {
    const before = weights[place] ?? new Float32Array(0);
    const stored = tensors[place] ?? { type: 'float32', values: before };
    const after = floatsOf(stored);
    return {
      ...{ layerIndex, name: names[place]?.name ?? '', count: before.length, zeroPoint: 0 },
      bits: bitsOf(stored),
      scales: stored.type === 'integer' ? [...stored.scales] : [],
      codes: stored.type === 'integer' ? extremes(stored.values) : null,
      sqnrDb: signalToNoise(before, after),
      histogram: histogramOf(before, after),
    };
  });
}

function bitsOf(tensor: StoredTensor): number {
  if ('bits' in tensor) return tensor.bits;
  return tensor.type === 'float16' ? 16 : 32;
}

/** 10·log₁₀ of the weights' energy over that of what quantizing changed; null where nothing has. */
export function signalToNoise(before: Float32Array, after: Float32Array): number | null {
  let signal = 0;
  let noise = 0;
  before.forEach((value, i) => {
    signal += value ** 2;
    noise += (value - (after[i] ?? 0)) ** 2;
  });
  return noise === 0 ? null : 10 * Math.log10(signal / noise);
}

function extremes(values: ArrayLike<number>): { readonly low: number; readonly high: number } {
  let low = values[0] ?? 0;
  let high = low;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] ?? 0);
    high = Math.max(high, values[i] ?? 0);
  }
  return { low, high };
}

function histogramOf(before: Float32Array, after: Float32Array): BeforeAndAfter {
  const [first, second] = [extremes(before), extremes(after)];
  const low = Math.min(first.low, second.low);
  const high = Math.max(first.high, second.high);
  const range = { low, high };
  return { low, high, before: countIn(before, range), after: countIn(after, range) };
}

function countIn(
  values: Float32Array,
  { low, high }: { readonly low: number; readonly high: number },
): number[] {
  const counts = new Array<number>(bins).fill(0);
  const width = (high - low) / bins || 1;
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
