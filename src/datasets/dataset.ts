import type { EngineError } from '../protocol/errors.ts';
import { fetchChunk, fetchText } from './fetch-chunk.ts';
import { type Chunk, parseManifest } from './manifest.ts';

/** Images and labels side by side: grey levels 0–255. */
export interface Images {
  readonly images: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly count: number;
}

type Split = Chunk['split'];

export interface DatasetSpec {
  readonly name: string;
  readonly imageShape: readonly number[];
  readonly counts: Readonly<Record<Split, number>>;
  readonly manifestPath: string;
}

export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** What can be asked of a data set. */
export type DataSource = Pick<
  Dataset,
  | 'train'
  | 'validation'
  | 'test'
  | 'imageBytes'
  | 'progress'
  | 'available'
  | 'until'
  | 'load'
  | 'onChange'
>;

/** Validation first: a run needs it from the start. Then the training chunks in packed order, then the test set. */
const splitOrder: readonly Split[] = ['validation', 'train', 'test'];

/**
 * A data set that arrives chunk by chunk into arrays of its full size, each chunk verified before it counts. A failed
 * load can be begun again and goes on with what is missing.
 */
export class Dataset {
  readonly train: Images;
  readonly validation: Images;
  readonly test: Images;
  readonly imageBytes: number;
  readonly #spec: DatasetSpec;
  readonly #baseUrl: string;
  readonly #available: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  readonly #listeners = new Set<() => void>();
  #progress: LoadProgress = { loadedBytes: 0, totalBytes: 0 };
  #loading: Promise<void> | null = null;

  /** @param baseUrl the page's address, from which `manifestPath` counts */
  constructor(spec: DatasetSpec, baseUrl: string) {
    this.#spec = spec;
    this.#baseUrl = baseUrl;
    this.imageBytes = spec.imageShape.reduce((product, side) => product * side, 1);
    this.train = this.#allocate('train');
    this.validation = this.#allocate('validation');
    this.test = this.#allocate('test');
  }

  get progress(): LoadProgress {
    return this.#progress;
  }

  /** Images of a split that are there: always its first ones, in packed order. */
  available(split: Split): number {
    return this.#available[split];
  }

  /** Loads what is not there yet. @throws EngineError `dataset-unavailable` */
  load(): Promise<void> {
    this.#loading ??= this.#loadMissing().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** Resolves when the first `count` images of a split are there, starting the load when none is on. */
  async until(split: Split, count: number): Promise<void> {
    if (this.#available[split] >= count) return;
    let stopListening: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      stopListening = this.onChange(() => {
        if (this.#available[split] >= count) resolve();
      });
    });
    try {
      await Promise.race([arrived, this.load()]);
    } finally {
      stopListening();
    }
  }

  /** Calls `listener` whenever bytes or a chunk have come; gives back what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #allocate(split: Split): Images {
    const count = this.#spec.counts[split];
    const images = new Uint8Array(count * this.imageBytes);
    return { images, labels: new Uint8Array(count), count };
  }

  async #loadMissing(): Promise<void> {
    if (this.#missing(splitOrder) === 0) return;
    const manifestUrl = new URL(this.#spec.manifestPath, this.#baseUrl);
    const chunks = parseManifest(await fetchText(manifestUrl), this.#spec);
    const missing = splitOrder.flatMap((split) =>
      missingChunks(chunks, split, this.#available[split]),
    );
    const bytesOf = (list: readonly Chunk[]) => list.reduce((sum, { bytes }) => sum + bytes, 0);
    const totalBytes = bytesOf(chunks);
    this.#progress = { loadedBytes: totalBytes - bytesOf(missing), totalBytes };
    await this.#loadChunks(missing, manifestUrl);
  }

  #missing(splits: readonly Split[]): number {
    const missing = splits.map((split) => this.#spec.counts[split] - this.#available[split]);
    return missing.reduce((sum, count) => sum + count, 0);
  }

  /** While one chunk is unpacked and verified, the next is on its way. */
  async #loadChunks(chunks: readonly Chunk[], manifestUrl: URL): Promise<void> {
    const fetching = (chunk: Chunk | undefined) => {
      if (chunk === undefined) return null;
      const onBytes = (bytes: number) => this.#countBytes(bytes);
      const url = new URL(chunk.file, manifestUrl);
      return settled(fetchChunk(url, chunk, { imageBytes: this.imageBytes, onBytes }));
    };
    let next = fetching(chunks[0]);
    for (const [index, chunk] of chunks.entries()) {
      const current = await next;
      if (current === null) return;
      if ('error' in current) throw current.error;
      next = fetching(chunks[index + 1]);
      this.#take(chunk, current.content);
    }
  }

  #countBytes(bytes: number): void {
    const { loadedBytes, totalBytes } = this.#progress;
    this.#progress = { loadedBytes: loadedBytes + bytes, totalBytes };
    this.#tell();
  }

  #take({ split, count }: Chunk, content: Uint8Array): void {
    const first = this.#available[split];
    const target = this[split];
    target.labels.set(content.subarray(0, count), first);
    target.images.set(content.subarray(count), first * this.imageBytes);
    this.#available[split] = first + count;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** A split's chunks after its first `available` images. */
function missingChunks(
  chunks: readonly Chunk[],
  split: Split,
  available: number,
): readonly Chunk[] {
  let end = 0;
  return chunks.filter((chunk) => {
    if (chunk.split !== split) return false;
    end += chunk.count;
    return end > available;
  });
}

type Fetched = { readonly content: Uint8Array } | { readonly error: EngineError };

/** A prefetch that fails while nobody waits for it must not count as unhandled. */
const settled = (fetching: Promise<Uint8Array>): Promise<Fetched> =>
  fetching.then(
    (content) => ({ content }),
    (error: EngineError) => ({ error }), // all that fetchChunk throws
  );
