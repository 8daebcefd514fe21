import type { Environment, RuntimeKind } from '../core/run.ts';
import type { DataSource } from '../datasets/dataset.ts';
import { ModelStore } from './models.ts';
import type { Runtime } from './runtime.ts';

/** What every job works with. */
export interface Engine {
  readonly dataset: DataSource;
  readonly models: ModelStore;
  readonly environment: Environment;
  /** The one runtime of its kind, made at the first call. @throws EngineError `backend-unavailable` */
  runtime(kind: RuntimeKind): Promise<Runtime>;
  /** Its device is lost: the next call makes a new one. */
  forgetRuntime(kind: RuntimeKind): void;
}

interface EngineParts {
  readonly dataset: DataSource;
  readonly environment: Environment;
  readonly createRuntime: (kind: RuntimeKind) => Promise<Runtime>;
}

export function createEngine({ dataset, environment, createRuntime }: EngineParts): Engine {
  const runtimes = new Map<RuntimeKind, Promise<Runtime>>();
  const runtime = (kind: RuntimeKind): Promise<Runtime> => {
    const known = runtimes.get(kind);
    if (known !== undefined) return known;
    const created = createRuntime(kind);
    runtimes.set(kind, created);
    created.catch(() => runtimes.delete(kind));
    return created;
  };
  return {
    dataset,
    environment,
    runtime,
    forgetRuntime: (kind) => runtimes.delete(kind),
    models: new ModelStore(() => runtime('wasm')),
  };
}
