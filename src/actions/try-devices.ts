import type { RuntimeKind } from '../core/run.ts';
import { engineStore } from '../stores/engine.ts';
import { recipeStore } from '../stores/recipe.ts';
import { changeSettings } from '../stores/settings.ts';
import { engine, failureInWords } from './engine.ts';

/** Times real training steps of the network on the page on every runtime of this machine. Loads TensorFlow.js. */
export async function tryDevices(): Promise<void> {
  engineStore.setState({ devices: { status: 'trying', options: [], problem: null } });
  const { architecture, setup } = recipeStore.getState();
  try {
    const { options } = await engine().run(
      'tryDevices',
      { recipe: { architecture, setup } },
      {
        onProgress: (option) =>
          engineStore.setState(({ devices }) => ({
            devices: { ...devices, options: [...devices.options, option] },
          })),
      },
    );
    engineStore.setState({ devices: { status: 'tried', options, problem: null } });
  } catch (error) {
    const problem = failureInWords(error);
    engineStore.setState({ devices: { status: 'tried', options: [], problem } });
  }
}

/** Runs train and are measured on this runtime from now on; kept, and written into links, as a choice made by hand. */
export const chooseDevice = (runtime: RuntimeKind | null): void => changeSettings({ runtime });
