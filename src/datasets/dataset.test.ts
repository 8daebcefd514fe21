import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Dataset } from './dataset.ts';

/** Two-pixel images: ten training images in two chunks, five for validation, five for the test. */
const spec = {
  name: 'tiny',
  imageShape: [2],
  counts: { train: 10, validation: 5, test: 5 },
  manifestPath: 'data/tiny/manifest.json',
};
const chunkOf = (file: string, split: string, first: number) => {
  const labels = Array.from({ length: 5 }, (_, i) => (first + i) % 10);
  const pixels = labels.flatMap((label) => [first, label]);
  const content = Uint8Array.from([...labels, ...pixels]);
  const deflated = deflateRawSync(content, { level: 0 }); // its bytes can be altered one by one
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { entry: { file, split, count: 5, bytes: deflated.length, sha256 }, deflated };
};
const chunks = [
  chunkOf('train-1.bin', 'train', 0),
  chunkOf('train-2.bin', 'train', 5),
  chunkOf('train-3.bin', 'validation', 100),
  chunkOf('test-1.bin', 'test', 200),
];

const files = new Map<string, Uint8Array>();
const requested: string[] = [];
const server = createServer(({ url = '' }, response) => {
  requested.push(url);
  const file = files.get(url.replace('/sub/path/data/tiny/', ''));
  if (file === undefined) response.writeHead(404).end();
  else response.end(file);
});
let baseUrl = '';

beforeEach(async () => {
  const manifest = {
    format: 'sizewise.images/1',
    name: 'tiny',
    chunks: chunks.map((c) => c.entry),
  };
  files.clear();
  for (const { entry, deflated } of chunks) files.set(entry.file, deflated);
  files.set('manifest.json', new TextEncoder().encode(JSON.stringify(manifest)));
  requested.length = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sub/path/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('validation comes first, then the training chunks in order, then the test set', async () => {
  const dataset = new Dataset(spec, baseUrl);
  const seen: string[] = [];
  dataset.onChange(() => {
    const state = (['validation', 'train', 'test'] as const).map((s) => dataset.available(s));
    if (seen.at(-1) !== String(state)) seen.push(String(state));
  });
  await dataset.load();
  expect(seen).toEqual(['0,0,0', '5,0,0', '5,5,0', '5,10,0', '5,10,5']);
  expect(Array.from(dataset.train.labels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(Array.from(dataset.train.images.subarray(10, 14))).toEqual([5, 5, 5, 6]);
  expect(Array.from(dataset.validation.images.subarray(0, 4))).toEqual([100, 0, 100, 1]);
  expect(dataset.progress.loadedBytes).toBe(dataset.progress.totalBytes);
});

test('waiting for some images starts the load and does not wait for the rest', async () => {
  const dataset = new Dataset(spec, baseUrl);
  await dataset.until('train', 5);
  expect(dataset.available('test')).toBe(0);
  await dataset.until('test', 5);
  await dataset.load();
  expect(requested.filter((url) => url.endsWith('train-1.bin'))).toHaveLength(1);
});

const truncated = (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 3);
const altered = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 1 ? 99 : byte));
const bomb = () => deflateRawSync(new Uint8Array(1_000_000));
test.each([
  ['missing', 'answers 404', null],
  ['truncated', 'ends after', truncated],
  ['altered', 'SHA-256', altered],
  ['replaced by a bomb', 'too long', bomb],
  [
    'replaced by a web page',
    'too long',
    () =>
      new TextEncoder().encode(
        '<!doctype html><title>Not found</title><p>There is no such page here',
      ),
  ],
])(
  'a chunk that is %s is named, nothing after it counts, and loading again mends it',
  async (_, reason, damage) => {
    const dataset = new Dataset(spec, baseUrl);
    const good = files.get('train-2.bin') ?? new Uint8Array();
    if (damage === null) files.delete('train-2.bin');
    else files.set('train-2.bin', damage(good));
    await expect(dataset.load()).rejects.toMatchObject({
      code: 'dataset-unavailable',
      message: expect.stringMatching(`train-2.bin is damaged.*${reason}`),
    });
    await expect(dataset.until('train', 10)).rejects.toMatchObject({ code: 'dataset-unavailable' });
    expect([dataset.available('train'), dataset.available('test')]).toEqual([5, 0]);
    files.set('train-2.bin', good);
    await dataset.load();
    expect([dataset.available('train'), dataset.available('test')]).toEqual([10, 5]);
    expect(requested.filter((url) => url.endsWith('train-1.bin'))).toHaveLength(1);
    expect(dataset.progress.loadedBytes).toBe(dataset.progress.totalBytes);
  },
);

test.each([
  ['absent', null],
  ['no JSON', 'x'],
  ['null', 'null'],
  ['of another data set', '{"format":"sizewise.images/1","name":"other","chunks":[]}'],
  ['without its chunks', '{"format":"sizewise.images/1","name":"tiny","chunks":[]}'],
  [
    'pointing elsewhere',
    '{"format":"sizewise.images/1","name":"tiny","chunks":[{"file":"../x.bin"}]}',
  ],
])('a manifest that is %s is named', async (_, text) => {
  if (text === null) files.delete('manifest.json');
  else files.set('manifest.json', new TextEncoder().encode(text));
  await expect(new Dataset(spec, baseUrl).load()).rejects.toMatchObject({
    code: 'dataset-unavailable',
    message: expect.stringContaining('manifest.json'),
  });
});
