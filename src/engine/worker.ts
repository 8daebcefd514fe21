import type { RuntimeKind } from '../core/run.ts';
import { createMnist } from '../datasets/mnist/load.ts';
import { EngineError } from '../protocol/errors.ts';
import { createEngine } from './engine.ts';
import { currentEnvironment } from './environment.ts';
import { engineHandlers } from './handlers.ts';
import type { Runtime } from './runtime.ts';
import { serve } from './serve.ts';
import { loadWasmRuntime } from './wasm/load.ts';

const unavailable = () =>
  Promise.reject(new EngineError('backend-unavailable', 'There is no GPU runtime yet'));

const createRuntime = (kind: RuntimeKind): Promise<Runtime> =>
  kind === 'wasm' ? loadWasmRuntime() : unavailable();

// The page names its worker after its own address: from a script in assets/ it could not be told.
const engine = createEngine({
  dataset: createMnist(self.name),
  environment: currentEnvironment(),
  createRuntime,
});

serve(self, { ...engineHandlers(engine), tryDevices: unavailable });
