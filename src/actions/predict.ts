import { currentModelId, runsStore } from '../stores/runs.ts';
import { engine } from './engine.ts';

/**
 * Probabilities of the ten classes for a 28×28 image of grey levels, from the network that is training, else from the
 * selected run's; null when there is none.
 * @throws EngineError
 */
export async function predict(image: Uint8Array): Promise<readonly number[] | null> {
  const modelId = currentModelId(runsStore.getState());
  if (modelId === null) return null;
  const { probabilities } = await engine().run('predict', { modelId, image });
  return probabilities;
}
