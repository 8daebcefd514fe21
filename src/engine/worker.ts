import { createMnist } from '../datasets/mnist/load.ts';
import { createRuntime } from './choose-runtime.ts';
import { createEngine } from './engine.ts';
import { currentEnvironment } from './environment.ts';
import { engineHandlers } from './handlers.ts';
import { serve } from './serve.ts';

// The page names its worker after its own address: from a script in assets/ it could not be told.
const engine = createEngine({
  dataset: createMnist(self.name),
  environment: currentEnvironment(),
  createRuntime,
});

serve(self, engineHandlers(engine));
