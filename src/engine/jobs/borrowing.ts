import type { Network } from '../runtime.ts';

/** A network that lives for as long as it is used. */
export async function borrowing<T>(
  network: Network,
  use: (network: Network) => Promise<T>,
): Promise<T> {
  try {
    return await use(network);
  } finally {
    network.dispose();
  }
}
