import { weightSpecs } from '../../core/initialize.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { FloatModel, LiveWeights } from '../compression.ts';

/** Of one tensor: 1 keeps a weight, 0 holds it at zero. */
export type Mask = Uint8Array;

/** By the tensor's place in the network; a tensor without a mask is free. */
export type Masks = ReadonlyMap<number, Mask>;

interface Choice {
  readonly sparsity: number;
  /** One threshold for all tensors, or one for each. */
  readonly scope: 'global' | 'layer';
}

/**
 * Masks of the largest weights, by tfmot's rule: of n weights max(round(n(1 − s)), 1) stay, and with the smallest of them
 * all that are as large.
 */
export function chooseMasks(
  weights: readonly Float32Array[],
  tensors: readonly number[],
  { sparsity, scope }: Choice,
): Masks {
  const chosen = tensors.map((index) => ({ index, values: weights[index] ?? new Float32Array(0) }));
  const thresholdOf = (group: readonly Float32Array[]) => {
    const count = group.reduce((sum, { length }) => sum + length, 0);
    return kthLargest(group, Math.max(Math.round(count * (1 - sparsity)), 1));
  };
  const common = scope === 'global' ? thresholdOf(chosen.map(({ values }) => values)) : null;
  return new Map(
    chosen.map(({ index, values }) => [index, maskOf(values, common ?? thresholdOf([values]))]),
  );
}

/** A float's bits but for its sign: floats without sign are in the order of these. */
const magnitudeBits = 0x7fff_ffff;
const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length);

function maskOf(values: Float32Array, threshold: number): Mask {
  const mask = new Uint8Array(values.length);
  const bits = bitsOf(values);
  for (let i = 0; i < mask.length; i++)
    mask[i] = Number(((bits[i] ?? 0) & magnitudeBits) >= threshold);
  return mask;
}

/** Magnitude bits of the kth largest |w| (k from 1): by counts of their upper halves, then of the lower ones. */
export function kthLargest(group: readonly Float32Array[], k: number): number {
  const high = countedDown(group, k, (bits) => bits >>> 16);
  const low = countedDown(group, high.rest, (bits) =>
    bits >>> 16 === high.value ? bits & 0xffff : -1,
  );
  return high.value * 0x10000 + low.value;
}

/** The digit (below 2¹⁶) of the kth largest, and how far down it is among those with that digit. */
function countedDown(
  group: readonly Float32Array[],
  k: number,
  digitOf: (bits: number) => number,
): { readonly value: number; readonly rest: number } {
  const counts = new Uint32Array(0x10000);
  for (const values of group) {
    for (const bits of bitsOf(values)) {
      const digit = digitOf(bits & magnitudeBits);
      if (digit >= 0) counts[digit] = (counts[digit] ?? 0) + 1;
    }
  }
  let rest = k;
  let value = counts.length - 1;
  while (value > 0 && rest > (counts[value] ?? 0)) rest -= counts[value--] ?? 0;
  return { value, rest };
}

/** Masks that hold what either holds. */
export function bothMasks(masks: Masks, others: Masks): Masks {
  const both = new Map(others);
  for (const [index, mask] of masks) {
    const other = others.get(index);
    both.set(index, other === undefined ? mask : mask.map((keep, i) => keep & (other[i] ?? 1)));
  }
  return both;
}

/** The zeros that a pruning has left in a network: masks of its prunable tensors. */
export function masksOfZeros(architecture: Architecture, weights: readonly Float32Array[]): Masks {
  const prunable = weightSpecs(architecture).flatMap(({ spec }, index) =>
    spec.prunable ? [index] : [],
  );
  return new Map(
    prunable.map((index) => [
      index,
      Uint8Array.from(weights[index] ?? [], (value) => Number(value !== 0)),
    ]),
  );
}

export const maskedWeights = (weights: readonly Float32Array[], masks: Masks): Float32Array[] =>
  weights.map((values, index) => {
    const mask = masks.get(index);
    return mask === undefined ? values : values.map((value, i) => (mask[i] === 0 ? 0 : value));
  });

/**
 * Brings live weights to their masks, and the moments of what is held with them: a weight that comes back starts anew.
 * (tfmot masks no moments.) It runs after every step, so it looks places up once and touches the fewer of held and kept.
 */
export function enforcing(masks: Masks, slots: Slots): (live: LiveWeights) => void {
  const tensors = [...masks].map(([index, mask]) => ({ index, clear: clearing(mask) }));
  return ({ weights, moments }) => {
    for (const { index, clear } of tensors) {
      clear(weights[index]);
      const slot = slots.places.get(index);
      if (slot === undefined) continue;
      for (let at = slot; at < moments.length; at += slots.count) clear(moments[at]);
    }
  };
}

/** Sets to zero what a mask holds. */
function clearing(mask: Mask): (values: Float32Array | undefined) => void {
  const kept = placesOf(mask, 1);
  if (2 * kept.length > mask.length) {
    const held = placesOf(mask, 0);
    return (values) => {
      if (values === undefined) return;
      for (let i = 0; i < held.length; i++) values[held[i] as number] = 0; // below length
    };
  }
  const survivors = new Float32Array(kept.length);
  return (values) => {
    if (values === undefined) return;
    for (let i = 0; i < kept.length; i++) survivors[i] = values[kept[i] as number] as number; // below length
    values.fill(0);
    for (let i = 0; i < kept.length; i++) values[kept[i] as number] = survivors[i] as number;
  };
}

function placesOf(mask: Mask, wanted: 0 | 1): Uint32Array {
  const places = new Uint32Array(mask.length);
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === wanted) places[count++] = i;
  return places.slice(0, count);
}

/** Where moments of a tensor lie: place among the trainable tensors, and how many of those there are. */
export interface Slots {
  readonly places: ReadonlyMap<number, number>;
  readonly count: number;
}

export function slotsOf(architecture: Architecture): Slots {
  const trainable = weightSpecs(architecture).flatMap(({ spec }, index) =>
    spec.trainable ? [index] : [],
  );
  return {
    places: new Map(trainable.map((index, slot) => [index, slot])),
    count: trainable.length,
  };
}

/** For training after a pruning: what it has set to zero stays zero. */
export function holdZeros({ architecture, weights }: FloatModel): (live: LiveWeights) => void {
  return enforcing(masksOfZeros(architecture, weights), slotsOf(architecture));
}
