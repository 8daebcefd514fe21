/** The first 64 primes: FIPS 180-4 takes its constants from their roots. */
const primes = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
  101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193,
  197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307,
  311,
];
const fraction32 = (value: number): number => ((value % 1) * 2 ** 32) | 0;
const roundConstants = Int32Array.from(primes, (prime) => fraction32(Math.cbrt(prime)));
const initialState = primes.slice(0, 8).map((prime) => fraction32(Math.sqrt(prime)));

/** SHA-256 as hex. Plain http has no `crypto.subtle`: there our own implementation does it. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined; // absent on insecure origins
  const digest =
    subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 of FIPS 180-4, in JavaScript. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = Int32Array.from(initialState);
  const schedule = new Int32Array(64);
  const tail = paddedTail(bytes);
  const wholeBytes = bytes.length - (bytes.length % 64);
  const body = new DataView(bytes.buffer, bytes.byteOffset, wholeBytes);
  for (const view of [body, new DataView(tail.buffer)])
    for (let offset = 0; offset < view.byteLength; offset += 64) {
      for (let word = 0; word < 16; word++) schedule[word] = view.getInt32(offset + 4 * word);
      compress(state, schedule);
    }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) digest.setInt32(4 * index, word);
  return new Uint8Array(digest.buffer);
}

/** What follows the last whole block: the rest, a one bit, zeros, and the length in bits. */
function paddedTail(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const rest = bytes.subarray(bytes.length - (bytes.length % 64));
  const tail = new Uint8Array(rest.length < 56 ? 64 : 128);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(tail.length - 4, (bytes.length * 8) >>> 0);
  return tail;
}

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** One block; the words of `schedule` beyond the first 16 are made here. */
function compress(state: Int32Array, schedule: Int32Array): void {
  const w = (index: number) => schedule[index] as number; // below 64
  for (let t = 16; t < 64; t++) {
    const s0 = rotate(w(t - 15), 7) ^ rotate(w(t - 15), 18) ^ (w(t - 15) >>> 3);
    const s1 = rotate(w(t - 2), 17) ^ rotate(w(t - 2), 19) ^ (w(t - 2) >>> 10);
    schedule[t] = w(t - 16) + s0 + w(t - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + sum1 + choice + (roundConstants[t] as number) + w(t)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + sum0 + majority) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries())
    state[index] = (state[index] as number) + word;
}
