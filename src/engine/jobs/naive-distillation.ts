import { initialWeights } from '../../core/initialize.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { Score } from '../../core/run.ts';
import { floatModel, type StoredModel } from '../../core/stored-model.ts';
import { sharingCompute } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { nextMacrotask } from '../macrotask.ts';
import { inferenceOf } from '../models.ts';
import type { Network } from '../runtime.ts';
import type { Handlers } from '../serve.ts';
import { borrowing } from './borrowing.ts';
import { firstRows, forwardAll, scoreOf } from './evaluate.ts';
import { untilImages } from './until-images.ts';

const steps = 10;
/** Ten steps on more would take as long as an epoch, and teach no more. */
const mostImages = 5000;

/** A distillation with its usual mistakes, from the same fresh weights: what the real one is to be seen beside. */
export const naiveDistillationJob =
  (engine: Engine): Handlers['naiveDistillation'] =>
  async ({ modelId, teacherId }, { signal, report }) => {
    const { recipe } = await engine.models.stored(modelId);
    const teacher = await engine.models.stored(teacherId);
    const images = Math.min(mostImages, recipe.setup.trainingImages);
    const { train, validation } = engine.dataset;
    await untilImages(engine.dataset, { split: 'train', count: images, signal });
    await untilImages(engine.dataset, { split: 'validation', count: validation.count, signal });
    const batch = { set: train, indices: firstRows(images) };
    let stepsDone = 0;
    const lesson = { engine, recipe, batch, signal };
    const onStep = () => report({ done: ++stepsDone / (2 * steps) });
    return sharingCompute(signal, async () => ({
      ...{ steps, images },
      untrainedTeacher: await taught({ ...lesson, teacher: untrained(teacher.recipe), onStep }),
      trainedTeacher: await taught({ ...lesson, teacher: teacher.model, onStep }),
    }));
  };

const untrained = (recipe: Recipe): StoredModel =>
  floatModel(recipe, initialWeights(recipe.architecture, recipe.setup.seed));

interface Lesson {
  readonly engine: Engine;
  /** The student's. */
  readonly recipe: Recipe;
  readonly teacher: StoredModel;
  readonly batch: Parameters<typeof forwardAll>[1];
  readonly signal: AbortSignal;
  readonly onStep: () => void;
}

/** The student's score after steps towards the teacher's logits, without a label. */
async function taught({ engine, recipe, teacher, batch, signal, onStep }: Lesson): Promise<Score> {
  const { architecture, setup } = recipe;
  const runtime = await engine.runtime('wasm');
  const logits = await borrowing(await runtime.build(inferenceOf(teacher)), (network) =>
    forwardAll(network, batch, signal),
  );
  const student = await runtime.build({
    ...{ architecture, pixelRange: setup.pixelRange },
    state: { weights: initialWeights(architecture, setup.seed), moments: [], step: 0 },
    training: {
      ...{ ...setup, batchSize: batch.indices.length },
      distillation: { loss: 'mse', temperature: 1, alpha: 0 },
    },
  });
  return borrowing(student, async (network) => {
    for (let step = 0; step < steps; step++) {
      await network.trainStep({ ...batch, teacher: logits }, setup.learningRate);
      onStep();
      await nextMacrotask();
      signal.throwIfAborted();
    }
    return scoreOnValidation(engine, network, signal);
  });
}

async function scoreOnValidation(
  { dataset: { validation } }: Engine,
  network: Network,
  signal: AbortSignal,
): Promise<Score> {
  const rows = { set: validation, indices: firstRows(validation.count) };
  return scoreOf(await forwardAll(network, rows, signal), validation.labels);
}
