import { EngineError } from '../protocol/errors.ts';

export interface Chunk {
  readonly file: string;
  readonly split: 'train' | 'validation' | 'test';
  readonly count: number;
  /** Of the file, deflated. */
  readonly bytes: number;
  /** Of its inflated content, as hex. */
  readonly sha256: string;
}

interface ExpectedDataset {
  readonly name: string;
  readonly counts: Readonly<Record<Chunk['split'], number>>;
}

/**
 * The chunks that a manifest lists, in packed order.
 * @throws EngineError `dataset-unavailable` when it is not a manifest of exactly this data set.
 */
export function parseManifest(text: string, { name, counts }: ExpectedDataset): readonly Chunk[] {
  const manifest = parseJson(text);
  const chunks: readonly unknown[] = Array.isArray(manifest?.['chunks']) ? manifest['chunks'] : [];
  const matches = manifest?.['format'] === 'sizewise.images/1' && manifest['name'] === name;
  if (!matches || !chunks.every(isChunk)) throw damaged('it is not a list of chunks');
  for (const split of ['train', 'validation', 'test'] as const) {
    const own = chunks.filter((chunk) => chunk.split === split);
    const count = own.reduce((sum, chunk) => sum + chunk.count, 0);
    if (count !== counts[split])
      throw damaged(`expected ${counts[split]} ${split} images, found ${count}`);
  }
  return chunks;
}

const damaged = (reason: string) =>
  new EngineError('dataset-unavailable', `manifest.json of the data set is damaged: ${reason}`);

function parseJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null; // any property is checked before use
  } catch {
    return null;
  }
}

function isChunk(value: unknown): value is Chunk {
  if (typeof value !== 'object' || value === null) return false;
  const { file, split, count, bytes, sha256 } = value as Record<keyof Chunk, unknown>;
  return (
    typeof file === 'string' &&
    /^[\w-]+\.bin$/.test(file) &&
    (split === 'train' || split === 'validation' || split === 'test') &&
    isCount(count) &&
    isCount(bytes) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;
