import { invariant } from '../../core/invariant.ts';

/**
 * How threads share the work of one network. A step is a sequence of phases; a phase is some pieces of work that may be
 * done in any order and at the same time, by any thread. One thread leads: it opens a phase, takes pieces itself, and
 * goes on when all are done. The others follow: they take pieces while there are any. A piece always does the same,
 * whoever takes it, so the result does not depend on who was there: a thread may join late or not at all.
 */
export interface Order {
  /** What the pieces are: see work.ts. */
  readonly kind: number;
  readonly index: number;
  readonly rows: number;
  /** Optimizer steps done before this one. */
  readonly step: number;
  readonly learningRate: number;
}

/** Does one piece of an order. */
export type DoPiece = (order: Order, piece: number) => void;

/** Pieces of a phase at most: their count shares one word with the phase's number. */
export const maxPieces = 240;

const controlBytes = 64;
/** Words of the control block. The ticket is phase number (16 bits), pieces (8) and the next piece to take (8). */
const words = { ticket: 0, open: 1, failed: 2, ended: 3, kind: 4, index: 5, rows: 6, step: 7 };
/** Place of the learning rate, counted in doubles. */
const rateWord = 4;
/** Looks at a word before a thread sleeps: some 20 µs, about what falling asleep and waking up would take. */
const looks = 1000;
/** No piece takes so many waits: the thread that has it is gone. One long wait would be over when a machine wakes from sleep. */
const mostWaits = 60;
const waitMs = 1000;

export const createControl = (): SharedArrayBuffer => new SharedArrayBuffer(controlBytes);

export interface Lead {
  /** Has every piece of an order done, by whoever is there. @throws Error when a thread failed at one, now or before */
  run(order: Order, pieces: number): void;
  /** Sends the followers home. */
  end(): void;
}

/** The leading end of a control block. */
export function lead(control: SharedArrayBuffer, doPiece: DoPiece): Lead {
  const view = new Int32Array(control);
  const rate = new Float64Array(control);
  let phase = 0;
  const open = (pieces: number): void => {
    phase = (phase + 1) & 0xffff;
    Atomics.store(view, words.ticket, (phase << 16) | (pieces << 8));
    Atomics.notify(view, words.ticket);
  };
  return {
    run(order, pieces) {
      // A thread that answers late to a phase that failed would be counted in this one.
      throwIfFailed(view);
      invariant(pieces <= maxPieces, `at most ${maxPieces} pieces, not ${pieces}`);
      view.set([order.kind, order.index, order.rows, order.step], words.kind);
      rate[rateWord] = order.learningRate;
      Atomics.store(view, words.open, pieces);
      open(pieces);
      try {
        for (let piece = take(view); piece < pieces; piece = take(view)) {
          doPiece(order, piece);
          Atomics.sub(view, words.open, 1);
        }
        untilAllDone(view);
      } catch (error) {
        Atomics.store(view, words.failed, 1);
        throw error;
      }
      throwIfFailed(view);
    },
    end() {
      Atomics.store(view, words.ended, 1);
      open(0);
    },
  };
}

const take = (view: Int32Array): number => Atomics.add(view, words.ticket, 1) & 0xff;

function throwIfFailed(view: Int32Array): void {
  if (Atomics.load(view, words.failed) !== 0) throw new Error('A thread failed at its work');
}

function untilAllDone(view: Int32Array): void {
  for (let waits = 0; waits < mostWaits; ) {
    const left = Atomics.load(view, words.open);
    if (left === 0) return;
    if (hasChanged(view, words.open, left)) continue;
    if (Atomics.wait(view, words.open, left, waitMs) === 'timed-out') waits++;
  }
  throw new Error('A thread does not answer');
}

/** The following end: takes pieces until the lead ends it. Blocks its thread. */
export function follow(control: SharedArrayBuffer, doPiece: DoPiece): void {
  const view = new Int32Array(control);
  const rate = new Float64Array(control);
  let exhausted = -1;
  while (Atomics.load(view, words.ended) === 0) {
    const seen = Atomics.load(view, words.ticket);
    if (seen >>> 16 === exhausted) {
      if (!hasChanged(view, words.ticket, seen)) Atomics.wait(view, words.ticket, seen);
      continue;
    }
    // One word holds it all, so that piece, count and phase belong together however late this thread is.
    const ticket = Atomics.add(view, words.ticket, 1);
    const piece = ticket & 0xff;
    if (piece >= ((ticket >>> 8) & 0xff)) {
      exhausted = ticket >>> 16;
      continue;
    }
    // The lead cannot change the order before this piece is done.
    const [kind = 0, index = 0, rows = 0, step = 0] = view.subarray(words.kind);
    try {
      doPiece({ kind, index, rows, step, learningRate: rate[rateWord] ?? 0 }, piece);
    } catch {
      Atomics.store(view, words.failed, 1);
    }
    if (Atomics.sub(view, words.open, 1) === 1) Atomics.notify(view, words.open);
  }
}

/** Looks for a while; false when the word is still the same, and it is time to sleep. */
function hasChanged(view: Int32Array, word: number, from: number): boolean {
  for (let look = 0; look < looks; look++) if (Atomics.load(view, word) !== from) return true;
  return false;
}
