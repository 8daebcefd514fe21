import { EngineError } from '../protocol/errors.ts';
import { engineStore } from '../stores/engine.ts';
import { engine, failureInWords } from './engine.ts';

/** Fetches the data set ahead of the first run, or again after a failure. */
export async function loadData({ isFirstTry = true } = {}): Promise<void> {
  engineStore.setState(({ data }) => ({ data: { ...data, problem: null } }));
  try {
    const info = await engine().run(
      'loadData',
      {},
      {
        onProgress: ({ info: early, ...progress }) =>
          engineStore.setState(({ data }) => ({
            data: { ...data, progress, info: early ?? data.info },
          })),
      },
    );
    engineStore.setState({ data: { progress: null, info, problem: null } });
  } catch (error) {
    if (isFirstTry && error instanceof EngineError && error.code === 'engine-lost')
      return loadData({ isFirstTry: false });
    const problem = failureInWords(error);
    engineStore.setState(({ data }) => ({ data: { ...data, progress: null, problem } }));
  }
}
