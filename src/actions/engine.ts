import type { EngineClient } from '../engine-client/client.ts';
import { spawnEngine } from '../engine-client/spawn.ts';
import { EngineError } from '../protocol/errors.ts';
import { engineStore } from '../stores/engine.ts';

let client: EngineClient | null = null;

/** The page's one engine; started at the first call. */
export function engine(): EngineClient {
  client ??= spawnEngine({
    onReady: () => engineStore.setState({ status: 'ready', problem: null }),
    onLost: (message) => engineStore.setState({ status: 'failed', problem: message }),
  });
  return client;
}

/** How a question that takes a while is asked: with a way out, and told how far it has come, from 0 to 1. */
export interface AskOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** A failure in words for the page; null when it was asked for. */
export function failureInWords(error: unknown): string | null {
  if (error instanceof EngineError) return error.code === 'cancelled' ? null : error.message;
  return `Something went wrong on our side: ${error instanceof Error ? error.message : String(error)}`;
}
