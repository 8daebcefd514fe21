import { EngineError } from '../../protocol/errors.ts';

const pageBytes = 65_536;
const maxBytes = 4_294_967_296 - pageBytes;
/** Kernels read whole vectors and may look past the end of a tensor by this much. */
const slackBytes = 64;

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Hands out addresses of one linear memory, upwards. What it gives lives as long as the network. */
export interface Arena {
  allocate(bytes: number): number;
  /** One allocation for a name: both programs of a network share it. */
  shared(name: string, bytes: number): number;
  readonly usedBytes: number;
}

export function createArena(): Arena {
  let used = 1024; // no tensor at address 0, which kernels read as "none"
  const named = new Map<string, number>();
  const allocate = (bytes: number): number => {
    const address = used;
    used += aligned(bytes + slackBytes);
    return address;
  };
  return {
    allocate,
    shared(name, bytes) {
      const address = named.get(name) ?? allocate(bytes);
      named.set(name, address);
      return address;
    },
    get usedBytes() {
      return used;
    },
  };
}

/** A piece of memory needed from one time to another, both included. */
export interface Span {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** Offsets for spans such that no two that live at the same time overlap (first fit), and the bytes they take. */
export function placeSpans(spans: readonly Span[]): {
  readonly offsets: readonly number[];
  readonly totalBytes: number;
} {
  const offsets = new Array<number>(spans.length).fill(0);
  const placed: { readonly span: Span; readonly offset: number; readonly end: number }[] = [];
  const order = spans.map((_, index) => index);
  order.sort((a, b) => (spans[b]?.bytes ?? 0) - (spans[a]?.bytes ?? 0) || a - b);
  for (const index of order) {
    const span = spans[index] as Span; // index comes from spans
    const offset = firstGap(placed, span);
    offsets[index] = offset;
    placed.push({ span, offset, end: offset + aligned(span.bytes + slackBytes) });
    placed.sort((a, b) => a.offset - b.offset);
  }
  return { offsets, totalBytes: placed.reduce((top, { end }) => Math.max(top, end), 0) };
}

function firstGap(
  placed: readonly { readonly span: Span; readonly offset: number; readonly end: number }[],
  span: Span,
): number {
  let offset = 0;
  for (const other of placed) {
    if (other.span.to < span.from || other.span.from > span.to) continue;
    if (offset + aligned(span.bytes + slackBytes) <= other.offset) break;
    offset = Math.max(offset, other.end);
  }
  return offset;
}

/** A memory of exactly so many bytes, shared between threads or not. @throws EngineError `out-of-memory` with the megabytes needed. */
export function createMemory(bytes: number, shared = false): WebAssembly.Memory {
  const megabytes = Math.ceil(bytes / 1e6).toLocaleString('en-US');
  const refuse = (reason: string) =>
    new EngineError(
      'out-of-memory',
      `This network needs ${megabytes} MB, ${reason}: make it or the batch smaller`,
    );
  if (bytes > maxBytes) throw refuse('and WebAssembly can address 4,295 MB');
  const pages = Math.ceil(bytes / pageBytes);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch {
    throw refuse('which the browser does not grant');
  }
}
