import { expect, test } from 'vitest';
import { createLayer } from '../core/layers/index.ts';
import type { StoredModel, StoredTensor } from '../core/stored-model.ts';
import { numbersProblem } from './numbers-problem.ts';

const architecture = [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 10 })];
const scales = new Float32Array(10).fill(0.01);
const range = { scale: 1 / 255, zeroPoint: -128 };
const tensors: readonly StoredTensor[] = [
  { type: 'integer', bits: 8, values: new Int8Array(7840), scales },
  { type: 'integer', bits: 32, values: new Int32Array(10), scales },
];
const float = (value: number): readonly StoredTensor[] => [
  { type: 'float32', values: new Float32Array(7840).fill(value) },
  { type: 'float32', values: new Float32Array(10) },
];
const half = (code: number): readonly StoredTensor[] => [
  { type: 'float16', values: new Uint16Array(7840).fill(code) },
  { type: 'float32', values: new Float32Array(10) },
];
const model = (change: Partial<StoredModel>): StoredModel => ({
  ...{ architecture, pixelRange: '0..1', coding: 'packed', tensors },
  arithmetic: { kind: 'int8', ranges: [range, range, range] },
  ...change,
});
const floats = { arithmetic: { kind: 'float' } } as const;

test.each<[string, Partial<StoredModel>, unknown]>([
  ['whole int8', {}, null],
  ['no ranges', { arithmetic: { kind: 'int8', ranges: [] } }, expect.stringMatching('ranges')],
  [
    'a range less',
    { arithmetic: { kind: 'int8', ranges: [range, range] } },
    expect.stringMatching('ranges'),
  ],
  ['floats in int8', { tensors: float(1) }, expect.stringMatching('whole numbers')],
  [
    'a scale that is no number',
    { tensors: tensors.map((tensor) => ({ ...tensor, scales: scales.map(() => Number.NaN) })) },
    expect.stringMatching('no number'),
  ],
  ['floats', { ...floats, tensors: float(1) }, null],
  [
    'a weight that is no number',
    { ...floats, tensors: float(Number.NaN) },
    expect.stringMatching('no number'),
  ],
  [
    'an infinite weight',
    { ...floats, tensors: float(Number.POSITIVE_INFINITY) },
    expect.stringMatching('infinite'),
  ],
  ['float16', { ...floats, tensors: half(0x7bff) }, null],
  ['an infinite float16', { ...floats, tensors: half(0x7c00) }, expect.stringMatching('infinite')],
])('%s', (_, change, problem) => {
  expect(numbersProblem(model(change))).toEqual(problem);
});
