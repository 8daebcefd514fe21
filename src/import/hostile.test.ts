import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { isHdf5, openHdf5 } from './hdf5/file.ts';
import { readNetwork } from './read-network.ts';
import { tfjsFiles } from './test-files.ts';

const encode = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
const [json, weights] = tfjsFiles();
if (json === undefined || weights === undefined) throw new Error('a model has two files');
const described = () => JSON.parse(new TextDecoder().decode(json.bytes));

// Were each copied again for the next one, this would take half a minute.
test('sixty thousand empty weights in a manifest take no time of note', async () => {
  const model = described();
  for (let place = 0; place < 60_000; place++)
    model.weightsManifest[0].weights.push({ name: '', shape: [0], dtype: 'float32' });
  const file = { name: 'model.json', bytes: encode(JSON.stringify(model)) };
  await expect(readNetwork([file, weights])).resolves.toBeDefined();
});

test('entries of a zip that share their bytes are refused, before these are joined', async () => {
  const model = described();
  const count = 500;
  model.weightsManifest[0].paths = Array.from({ length: count }, (_, place) => `w${place}`);
  const whole = zipSync(
    { 'model.json': encode(JSON.stringify(model)), w0: new Uint8Array(1_000_000) },
    { level: 0 },
  );
  const bytes = withEntriesOf(whole, { name: 'w0', names: model.weightsManifest[0].paths });
  expect(await readNetwork([{ name: 'm.zip', bytes }])).toEqual({
    ...{ ok: false, message: expect.stringMatching(/zip file is damaged/) },
  });
});

/** The zip with an entry of its directory repeated under many names. */
function withEntriesOf(
  zip: Uint8Array,
  { name, names }: { readonly name: string; readonly names: readonly string[] },
): Uint8Array<ArrayBuffer> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const end = zip.length - 22;
  const start = view.getUint32(end + 16, true);
  const entries: Uint8Array[] = [];
  for (let at = start; at < end; ) {
    const nameBytes = view.getUint16(at + 28, true);
    const length = 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const entry = zip.slice(at, at + length);
    at += length;
    if (new TextDecoder().decode(entry.subarray(46, 46 + nameBytes)) !== name) entries.push(entry);
    else entries.push(...names.map((other) => renamed(entry, other)));
  }
  const directory = entries.flatMap((entry) => [...entry]);
  const out = new Uint8Array(start + directory.length + 22);
  out.set(zip.subarray(0, start));
  out.set(directory, start);
  out.set(zip.subarray(end), start + directory.length);
  const tail = new DataView(out.buffer, start + directory.length);
  tail.setUint16(8, entries.length, true);
  tail.setUint16(10, entries.length, true);
  tail.setUint32(12, directory.length, true);
  return out;
}

function renamed(entry: Uint8Array, name: string): Uint8Array {
  const other = new Uint8Array(46 + name.length);
  other.set(entry.subarray(0, 46));
  other.set(encode(name), 46);
  const view = new DataView(other.buffer);
  view.setUint16(28, name.length, true);
  view.setUint16(30, 0, true);
  view.setUint16(32, 0, true);
  return other;
}

/** 10,000 links of a group that all lie in one heap of 60,000 rows without a block. */
test('an HDF5 heap of nothing that is asked for again and again is refused', () => {
  const [slots, messages] = [60_000, 10_000];
  const root = 64;
  const messageBytes = 22 * messages;
  const heap = root + 26 + messageBytes;
  const block = heap + 160;
  const file = new Uint8Array(block + 48 + 8 * slots);
  const view = new DataView(file.buffer);
  const u64 = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);
  file.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0]);
  u64(36, root);
  file.set(encode('OHDR'), root);
  file.set([2, 2], root + 4);
  view.setUint32(root + 6, messageBytes, true);
  for (let at = root + 10; at < root + 10 + messageBytes; at += 22) {
    file[at] = 2;
    view.setUint16(at + 1, 18, true);
    u64(at + 6, heap);
    u64(at + 14, 0);
  }
  file.set(encode('FRHP'), heap);
  view.setUint16(heap + 110, slots / 10, true);
  view.setUint16(heap + 128, 32, true);
  u64(heap + 132, block);
  view.setUint16(heap + 140, 10, true);
  file.set(encode('FHIB'), block);
  file.fill(0xff, block + 17);
  expect(isHdf5(file)).toBe(true);
  expect(() => openHdf5(file).child('layers')).toThrow(/damaged/);
});

test('a safetensors header that is longer than any network takes is not parsed', async () => {
  const header = encode(`{"x":[${'[],'.repeat(1_000_000)}0]}`);
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  expect(await readNetwork([{ name: 'a.safetensors', bytes }])).toEqual({
    ...{ ok: false, message: expect.stringMatching(/header is longer/) },
  });
});
