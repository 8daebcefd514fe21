import { EngineError } from '../protocol/errors.ts';
import { createEngineClient, type EngineClient, type PortClient } from './client.ts';

interface SpawnOptions {
  readonly onReady?: () => void;
  /** The engine failed by itself, in words; the next job starts a new one. */
  readonly onLost?: (message: string) => void;
  /** How many threads it may train on; without, as many as the machine has for it. */
  readonly threads?: number;
}

interface Engine {
  readonly client: PortClient;
  readonly worker: Worker;
}

/** The engine's way to the data beside the page, and after `#` the threads that it may take. */
function engineName(threads: number | undefined): string {
  const name = new URL(document.baseURI);
  name.hash = threads === undefined ? '' : `threads=${threads}`;
  return name.href;
}

/** A client whose worker is replaced when it fails or no longer answers a cancel. */
export function spawnEngine(options: SpawnOptions = {}): EngineClient {
  let engine: Engine | null = null;

  function current(): PortClient {
    engine ??= startEngine();
    return engine.client;
  }

  function startEngine(): Engine {
    const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), {
      type: 'module',
      name: engineName(options.threads),
    });
    const revive = () => {
      if (engine?.worker !== worker) return; // we ended it
      end('The engine ended by itself, perhaps for want of memory, and was started again');
      current();
    };
    const client = createEngineClient(worker, {
      onReady: () => options.onReady?.(),
      onLiving: (lockName) => void navigator.locks.request(lockName, revive),
      onStuck: () => {
        end('The engine did not answer and was started again');
        current();
      },
    });
    const lose = (message: string) => {
      if (engine?.worker !== worker) return;
      end(message);
      options.onLost?.(message);
    };
    worker.onerror = (event) => lose(`The engine failed: ${event.message || 'it could not load'}`);
    worker.onmessageerror = () => lose('The engine sent a message that could not be read');
    return { client, worker };
  }

  function end(message: string): void {
    engine?.worker.terminate();
    engine?.client.fail(new EngineError('engine-lost', message));
    engine = null;
  }

  current();
  return {
    start: (job, input, startOptions) => current().start(job, input, startOptions),
    run: (job, input, runOptions) => current().run(job, input, runOptions),
    dispose: () => {
      engine?.worker.terminate();
      engine?.client.dispose();
      engine = null;
    },
  };
}
