import { augmentationFields } from '../core/augmentation.ts';
import { defaultsOf } from '../core/fields.ts';
import type { Recipe } from '../core/recipe.ts';
import type { RuntimeKind } from '../core/run.ts';
import { trainingFields } from '../core/training-setup.ts';
import { encodeLink } from '../share/encode.ts';
import { putDeviceTry, readDeviceTry } from '../storage/device-tries.ts';
import { engineStore } from '../stores/engine.ts';
import { recipeStore } from '../stores/recipe.ts';
import { changeSettings } from '../stores/settings.ts';
import { engine, failureInWords } from './engine.ts';
import { inspectAdapters } from './inspect-adapters.ts';

const untried = { status: 'untried', options: [], problem: null, measuredAt: null } as const;

/** Times real training steps of the network on the page on every runtime of this machine. Loads TensorFlow.js. */
export async function tryDevices(): Promise<void> {
  engineStore.setState({ devices: { ...untried, status: 'trying' } });
  const { architecture, setup } = recipeStore.getState();
  const recipe = { architecture, setup };
  try {
    const { options } = await engine().run(
      'tryDevices',
      { recipe },
      {
        onProgress: (option) =>
          engineStore.setState(({ devices }) => ({
            devices: { ...devices, options: [...devices.options, option] },
          })),
      },
    );
    const measuredAt = Date.now();
    putDeviceTry({ key: await keyOf(recipe), measuredAt, options });
    engineStore.setState({ devices: { status: 'tried', options, problem: null, measuredAt } });
  } catch (error) {
    const problem = failureInWords(error);
    engineStore.setState({ devices: { ...untried, status: 'tried', problem } });
  }
}

/** Shows what an earlier try said of the network on the page, if this machine and that network are the same. */
export async function recallDevices(recipe: Recipe): Promise<void> {
  if (engineStore.getState().devices.status === 'trying') return;
  const known = readDeviceTry(await keyOf(recipe));
  if (engineStore.getState().devices.status === 'trying') return;
  const { architecture, setup } = recipeStore.getState();
  if (recipe.architecture !== architecture || recipe.setup !== setup) return;
  const devices = known === null ? untried : { ...untried, ...known, status: 'tried' as const };
  engineStore.setState({ devices });
}

/** What a figure depends on: the GPUs, the cores, the network, the optimizer, the batch and its augmentation. */
async function keyOf({ architecture, setup }: Recipe): Promise<string> {
  const { webgpu, webgl } = await inspectAdapters();
  const asked = ['batchSize', 'optimizer', ...Object.keys(augmentationFields)];
  const relevant = Object.entries(setup).filter(([name]) => asked.includes(name));
  const ofSpeed = { ...defaultsOf(trainingFields), ...Object.fromEntries(relevant) };
  const machine = [webgpu?.name, webgl?.name, navigator.hardwareConcurrency];
  return [...machine, encodeLink({ recipe: { architecture, setup: ofSpeed } })].join(' | ');
}

/** Runs train and are measured on this runtime from now on; kept, and written into links, as a choice made by hand. */
export const chooseDevice = (runtime: RuntimeKind | null): void => changeSettings({ runtime });
