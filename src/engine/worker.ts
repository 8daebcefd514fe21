import { createMnist } from '../datasets/mnist/load.ts';
import type { Event } from '../protocol/messages.ts';
import type { Port } from '../protocol/port.ts';
import { createRuntime } from './choose-runtime.ts';
import { holdForLife } from './compute-lock.ts';
import { createEngine } from './engine.ts';
import { currentEnvironment } from './environment.ts';
import { engineHandlers } from './handlers.ts';
import { serve } from './serve.ts';

// The page names its worker after its own address: from a script in assets/ it could not be told.
const [, threads] = /#threads=(\d+)$/.exec(self.name) ?? [];
const engine = createEngine({
  dataset: createMnist(self.name),
  environment: currentEnvironment(),
  createRuntime: (kind) => createRuntime(kind, threads ? { threads: Number(threads) } : {}),
});

const port: Port = self;
serve(port, engineHandlers(engine));
holdForLife((lockName) => port.postMessage({ type: 'living', lockName } satisfies Event, []));
