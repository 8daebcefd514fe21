export const newRunId = (): string => crypto.randomUUID?.() ?? fallbackId();

/** A random id where `crypto.randomUUID` is absent: plain http on a LAN. */
function fallbackId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
