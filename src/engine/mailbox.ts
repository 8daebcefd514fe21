/** Messages in the order they came, taken when the reader is ready for them. */
export interface Mailbox<T> {
  put(message: T): void;
  /** The oldest message, or undefined when there is none. */
  take(): T | undefined;
  /** Resolves when there is a message, or when `signal` aborts. */
  arrival(signal: AbortSignal): Promise<void>;
}

export function createMailbox<T>(): Mailbox<T> {
  const messages: T[] = [];
  let wake: () => void = () => undefined;
  return {
    put: (message) => {
      messages.push(message);
      wake();
    },
    take: () => messages.shift(),
    arrival: (signal) =>
      new Promise((resolve) => {
        if (messages.length > 0 || signal.aborted) return resolve();
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}
