import { EngineError } from '../protocol/errors.ts';
import type { Chunk } from './manifest.ts';
import { sha256Hex } from './sha256.ts';

/** In Cache Storage, so that the next visit needs no network. */
const cacheName = 'sizewise-data-v1';

interface FetchOptions {
  readonly imageBytes: number;
  /** Told of every part that arrives; a negative number takes back those of a failed attempt. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * A chunk's labels, then its pixels, verified by length and SHA-256: from our cache, else from the network, and when that
 * copy is damaged once more past every cache.
 * @throws EngineError `dataset-unavailable`, naming the file.
 */
export async function fetchChunk(
  url: URL,
  chunk: Chunk,
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const cache = await openCache();
  const cached = await cache?.match(url);
  const sources = [() => fetch(url), () => fetch(url, { cache: 'reload' })];
  if (cached !== undefined) sources.unshift(() => Promise.resolve(cached));
  let reason = '';
  for (const source of sources) {
    let arrived = 0;
    const onBytes = (bytes: number) => {
      arrived += bytes;
      options.onBytes(bytes);
    };
    try {
      const response = await source();
      const file = await readFile(response, chunk, onBytes);
      const content = await verifiedContent(file, chunk, options.imageBytes);
      if (response !== cached) await keep(cache, url, new Response(file));
      return content;
    } catch (error) {
      options.onBytes(-arrived);
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const images = `${chunk.count.toLocaleString('en-US')} ${chunk.split} images`;
  const message = `${chunk.file} is damaged or missing (${images}): ${reason}`;
  throw new EngineError('dataset-unavailable', message);
}

/** The text of a small file, newest first: from the network, else as it was at the last visit. */
export async function fetchText(url: URL): Promise<string> {
  const cache = await openCache();
  try {
    const response = await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    await keep(cache, url, response.clone());
    return await response.text();
  } catch (error) {
    const cached = await cache?.match(url);
    if (cached !== undefined) return cached.text();
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError('dataset-unavailable', `${fileName(url)} is missing: ${reason}`);
  }
}

const fileName = (url: URL): string => url.pathname.split('/').at(-1) ?? url.pathname;

/** Null where there is no Cache Storage: plain http, some private windows. */
async function openCache(): Promise<Cache | null> {
  try {
    return await globalThis.caches.open(cacheName);
  } catch {
    return null;
  }
}

async function keep(cache: Cache | null, url: URL, response: Response): Promise<void> {
  try {
    await cache?.put(url, response);
  } catch {
    // No room: the next visit asks the network again.
  }
}

/** Exactly `chunk.bytes` bytes. */
async function readFile(
  response: Response,
  chunk: Chunk,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok || response.body === null)
    throw new Error(`the server answers ${response.status}`);
  const file = new Uint8Array(chunk.bytes);
  const length = await fill(file, response.body, onBytes);
  if (length < file.length) throw new Error(`it ends after ${length} of ${file.length} bytes`);
  return file;
}

async function verifiedContent(
  file: Uint8Array<ArrayBuffer>,
  chunk: Chunk,
  imageBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = new Uint8Array(chunk.count * (1 + imageBytes));
  const inflating = new Blob([file]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const length = await fill(content, inflating);
  if (length < content.length) throw new Error('it ends too early');
  const sha256 = await sha256Hex(content);
  if (sha256 === chunk.sha256) return content;
  const [found, expected] = [sha256.slice(0, 8), chunk.sha256.slice(0, 8)];
  throw new Error(`its SHA-256 begins with ${found}, not ${expected}`);
}

/** Reads a stream into `target` and gives the bytes read; stops at the first byte too many. */
async function fill(
  target: Uint8Array,
  stream: ReadableStream<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<number> {
  const reader = stream.getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return length;
    if (length + value.length > target.length) {
      await reader.cancel();
      throw new Error('it is too long');
    }
    target.set(value, length);
    length += value.length;
    onBytes(value.length);
  }
}
