import { viewStore } from '../stores/view.ts';

const quietMs = 5000;
let spokenAtMs = Number.NEGATIVE_INFINITY;
let pending: { text: string; timer: ReturnType<typeof setTimeout> } | null = null;

/** Says something in the Status output, at most every five seconds: of what comes sooner, the last is kept. */
export function announce(text: string): void {
  if (pending !== null) {
    clearTimeout(pending.timer);
    pending = null;
  }
  const waitMs = spokenAtMs + quietMs - performance.now();
  if (waitMs <= 0) speak(text);
  else pending = { text, timer: setTimeout(() => speak(text), waitMs) };
}

function speak(text: string): void {
  pending = null;
  spokenAtMs = performance.now();
  viewStore.setState({ status: text });
}
