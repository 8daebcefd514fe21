import { engineStore } from '../stores/engine.ts';
import { engine, failureInWords } from './engine.ts';

/** Fetches the data set ahead of the first run, or again after a failure. */
export async function loadData(): Promise<void> {
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
    const problem = failureInWords(error);
    engineStore.setState(({ data }) => ({ data: { ...data, progress: null, problem } }));
  }
}
