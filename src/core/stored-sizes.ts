import { weightSpecs } from './initialize.ts';
import { isKernel, type WeightSpec } from './layer.ts';
import { definitionOf } from './layers/index.ts';
import type { StoredModel, StoredTensor } from './stored-model.ts';
import { bytesPerFloat, summarize } from './summary.ts';

/** What one model comes to by each way of counting; its file, plain, deflated and Huffman-coded, stands beside them. */
export interface StoredSizes {
  readonly parameters: number;
  /** Parameters × 4. */
  readonly float32Bytes: number;
  /** Every tensor at its own bits, with its scales or code book. */
  readonly packedBytes: number;
  /** The same with kernels as one bit a weight, and the weights that are not zero. */
  readonly bitmaskBytes: number;
  /** Compressed sparse rows: 2 bytes of column a weight that is not zero, 4 bytes a row. */
  readonly csrBytes: number;
  /** Deep Compression's: the gap to the next weight in 5 bits (dense) or 8 (convolution), with zeros to fill longer ones. */
  readonly relativeIndexBytes: number;
  /** Weights of kernels that are exactly zero, and all of them. */
  readonly kernelZeros: number;
  readonly kernelWeights: number;
  /** MACs less those with a zero weight: theoretical, since no dense kernel leaves them out. */
  readonly sparseMacs: number;
}

/** Counts a model in every way; scales and code books are counted, biases and norms are never sparse. */
export function storedSizes({ architecture, tensors }: StoredModel): StoredSizes {
  const summary = summarize(architecture);
  const specs = weightSpecs(architecture);
  const parts = tensors.map((tensor, place) => {
    const { spec, layerIndex } = specs[place] as (typeof specs)[number]; // a tensor for every weight
    return { ...partOf(tensor, spec), layerIndex };
  });
  const sum = (of: (part: Part) => number) => Math.ceil(parts.reduce((all, p) => all + of(p), 0));
  const kernels = parts.filter((part) => part.isKernel);
  const densityOf = (index: number): number => {
    const own = kernels.filter(({ layerIndex }) => layerIndex === index);
    const [count, nonzeros] = [total(own, 'count'), total(own, 'nonzeros')];
    return count === 0 ? 1 : nonzeros / count;
  };
  const macs = summary.layers.map(({ layer, inputShape, macs: all }, index) => {
    const { weightlessMacs } = definitionOf(layer.kind);
    const ofValues = inputShape === null ? 0 : (weightlessMacs?.(layer.params, inputShape) ?? 0);
    return ofValues + (all - ofValues) * densityOf(index);
  });
  return {
    parameters: summary.parameters,
    float32Bytes: summary.parameters * bytesPerFloat,
    packedBytes: sum(({ packed }) => packed),
    bitmaskBytes: sum(({ bitmask }) => bitmask),
    csrBytes: sum(({ csr }) => csr),
    relativeIndexBytes: sum(({ relativeIndex }) => relativeIndex),
    kernelZeros: total(kernels, 'count') - total(kernels, 'nonzeros'),
    kernelWeights: total(kernels, 'count'),
    sparseMacs: Math.round(macs.reduce((all, own) => all + own, 0)),
  };
}

type Part = ReturnType<typeof partOf>;

const total = (parts: readonly Part[], key: 'count' | 'nonzeros'): number =>
  parts.reduce((sum, part) => sum + part[key], 0);

/** Bytes of one tensor, whole or in fractions; what is no kernel is never stored sparsely. */
function partOf(tensor: StoredTensor, spec: WeightSpec) {
  const bits = bitsOf(tensor);
  const isZero = zeroTest(tensor);
  const codes = tensor.type === 'codebook' ? tensor.indices : tensor.values;
  const book = bookBytes(tensor);
  const packed = Math.ceil((codes.length * bits) / 8) + book;
  let nonzeros = 0;
  for (const code of codes) if (!isZero(code)) nonzeros++;
  const counted = { isKernel: isKernel(spec), packed, count: codes.length, nonzeros };
  if (!counted.isKernel) return { ...counted, bitmask: packed, csr: packed, relativeIndex: packed };
  const rows = codes.length / (spec.shape.at(-1) ?? 1);
  const gapBits = spec.shape.length > 2 ? 8 : 5;
  return {
    ...counted,
    bitmask: Math.ceil(codes.length / 8) + Math.ceil((nonzeros * bits) / 8) + book,
    csr: Math.ceil((nonzeros * bits) / 8) + 2 * nonzeros + 4 * (rows + 1) + book,
    relativeIndex: Math.ceil((entriesOf(codes, isZero, gapBits) * (gapBits + bits)) / 8) + book,
  };
}

function bitsOf(tensor: StoredTensor): number {
  if (tensor.type === 'float32') return 32;
  return tensor.type === 'float16' ? 16 : tensor.bits;
}

const bookBytes = (tensor: StoredTensor): number => {
  if (tensor.type === 'integer') return tensor.scales.byteLength;
  return tensor.type === 'codebook' ? tensor.codebook.byteLength : 0;
};

/** Which codes stand for a weight of exactly zero; a float16 also has a negative one. */
function zeroTest(tensor: StoredTensor): (code: number) => boolean {
  if (tensor.type === 'codebook') return (code) => tensor.codebook[code] === 0;
  if (tensor.type === 'float16') return (code) => (code & 0x7fff) === 0;
  return (code) => code === 0;
}

/** Weights that are not zero, and the zeros in between where a gap is longer than its bits can say. */
function entriesOf(
  codes: ArrayLike<number>,
  isZero: (code: number) => boolean,
  gapBits: number,
): number {
  const longest = 2 ** gapBits;
  let entries = 0;
  let gap = 0;
  for (let i = 0; i < codes.length; i++) {
    if (isZero(codes[i] ?? 0)) {
      gap++;
      continue;
    }
    entries += 1 + Math.floor(gap / longest);
    gap = 0;
  }
  return entries;
}
