import { EngineError } from '../protocol/errors.ts';
import type {
  ProductionEvent,
  ProductionFigures,
  ProductionInput,
} from '../protocol/production.ts';

interface Options {
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/**
 * Measures a network's file in a production runtime, in a worker of its own, which is loaded for it and ended after it.
 * @throws EngineError
 */
export async function measureInProduction(
  input: ProductionInput,
  { signal, onProgress }: Options,
): Promise<ProductionFigures> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./measure-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      const fail = (message: string) =>
        reject(new EngineError('internal', `This runtime gave no figures: ${message}`));
      worker.onmessage = ({ data }: MessageEvent<ProductionEvent>) => {
        if (data.type === 'progress') onProgress(data.done);
        else if (data.type === 'done') resolve(data.figures);
        else fail(data.message);
      };
      worker.onerror = ({ message }) =>
        reject(
          new EngineError(
            'backend-unavailable',
            `This runtime could not be loaded: check the connection, then try again${message ? ` (${message})` : ''}`,
          ),
        );
      signal.addEventListener(
        'abort',
        () => reject(new EngineError('cancelled', 'The measurement was cancelled')),
        { once: true },
      );
      worker.postMessage(input);
    });
  } finally {
    worker.terminate();
  }
}
