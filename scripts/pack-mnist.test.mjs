import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  chunkContent,
  chunkSize,
  classCountsOf,
  packMnist,
  permutationSeed,
  planChunks,
  readSplit,
} from './pack-mnist.mjs';
import { root } from './root.mjs';

const train = readSplit('train');
const plan = planChunks(train.labels, permutationSeed);
const sha256 = (content) => createHash('sha256').update(content).digest('hex');

test('the permutation is a bijection of the 60,000 training images', () => {
  const sorted = plan.flat().sort((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: 60_000 }, (_, index) => index));
});

test('each of the twelve chunks holds 5,000 images, every class in proportion to within one image', () => {
  const overall = classCountsOf(train.labels);
  expect(plan).toHaveLength(12);
  for (const chunk of plan) {
    expect(chunk).toHaveLength(chunkSize);
    const counts = classCountsOf(chunk.map((index) => train.labels[index]));
    for (const [label, count] of counts.entries()) {
      expect(Math.abs(count - overall[label] / 12)).toBeLessThan(1);
    }
  }
});

test('a chunk is shuffled within, not sorted by class', () => {
  const firstHundred = plan[0].slice(0, 100).map((index) => train.labels[index]);
  expect(new Set(firstHundred).size).toBe(10);
});

test('another seed gives another order', () => {
  expect(planChunks(train.labels, permutationSeed + 1)[0]).not.toEqual(plan[0]);
});

test('a chunk holds its labels, then the pixels of the same images', () => {
  const content = chunkContent(train, [7, 3]);
  expect([...content.subarray(0, 2)]).toEqual([train.labels[7], train.labels[3]]);
  expect(content.subarray(2, 786).equals(train.images.subarray(7 * 784, 8 * 784))).toBe(true);
  expect(content.subarray(786).equals(train.images.subarray(3 * 784, 4 * 784))).toBe(true);
});

// Recipes and published results rest on this order: a changed hash means every recorded run changes.
test('the packed order stays the one that recorded runs were made with', () => {
  expect(sha256(chunkContent(train, plan[0]))).toBe(
    'cac5311813ed172cd4cd16d1caabc50b6211439129788bcf093c18e38b9ac7df',
  );
});

test('the files hold what the manifest says, the validation chunk last of the training images', () => {
  packMnist();
  const folder = `${root}/public/data/mnist`;
  const { chunks } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
  expect(chunks.map(({ split }) => split)).toEqual([
    ...Array(11).fill('train'),
    'validation',
    'test',
    'test',
  ]);
  for (const { file, bytes, sha256: expected } of chunks) {
    const packed = readFileSync(`${folder}/${file}`);
    expect(packed.length).toBe(bytes);
    expect(sha256(inflateRawSync(packed))).toBe(expected);
  }
  const test1 = inflateRawSync(readFileSync(`${folder}/test-1.bin`));
  expect(test1.subarray(0, chunkSize).equals(readSplit('test').labels.subarray(0, chunkSize))).toBe(
    true,
  );
});
