import { isAugmented } from '../../core/augmentation.ts';
import { type Recipe, stepsOf } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { builderCode } from './build.ts';
import { needsToolkit, stepCode } from './compression.ts';
import { convertCode, measureCode } from './measure.ts';
import { trainingCode } from './training.ts';

/** A part of a program: a cell of a notebook. */
export interface Section {
  readonly title: string;
  readonly code: string;
}

/** A program that builds, trains, compresses and measures a recipe in Keras, with what it needs and does in words. */
export interface Program {
  readonly title: string;
  readonly words: readonly string[];
  readonly packages: readonly string[];
  readonly sections: readonly Section[];
}

export function programOf(recipe: Recipe, name: string): Program {
  const { architecture, setup, distillation } = recipe;
  const steps = stepsOf(recipe);
  const hasToolkit = needsToolkit(steps);
  const teacher = distillation?.teacher ?? null;
  const learn = (variable: string, lesson: Recipe, params = distillation?.params ?? null) =>
    [
      `${variable} = build_${variable}()`,
      trainingCode({ variable, setup: lesson.setup, distillation: params }),
    ].join('\n');
  return {
    title: name,
    words: [
      `A network of ${summarize(architecture).parameters.toLocaleString('en-US')} parameters for MNIST, built, trained${steps.length > 0 ? ', compressed' : ''} and measured with Keras.`,
      'Its recipe was made with Sizewise. Random numbers are drawn otherwise here: results are near, and not the same.',
      'With SIZEWISE_QUICK=1 in the environment it runs through in a short time, on few images.',
    ],
    packages: hasToolkit
      ? ['tensorflow', 'tf-keras', 'tensorflow-model-optimization']
      : ['tensorflow'],
    sections: [
      { title: 'Setup', code: setupCode(setup.seed, hasToolkit) },
      { title: 'Data', code: dataCode(setup.pixelRange) },
      { title: 'Network', code: builderCode(architecture, 'build_model') },
      ...(teacher === null
        ? []
        : [
            { title: 'Teacher', code: builderCode(teacher.architecture, 'build_teacher') },
            {
              title: 'Training the teacher',
              code: [...teacherNotes(recipe, teacher), learn('teacher', teacher, null)].join('\n'),
            },
          ]),
      {
        title: 'Training',
        code: learn('model', recipe),
      },
      ...steps.map((step, place) => stepCode(step, recipe, steps.slice(0, place))),
      { title: 'Conversion to TFLite', code: convertCode(recipe) },
      { title: 'Accuracy, size and latency', code: measureCode },
    ],
  };
}

/** What of a teacher's recipe is not in the program. */
function teacherNotes({ setup }: Recipe, teacher: Recipe): readonly string[] {
  const notes = [
    ...(teacher.distillation === undefined ? [] : ["the teacher's own teacher"]),
    ...(stepsOf(teacher).length > 0 ? ['the compression of the teacher'] : []),
    ...(teacher.setup.pixelRange === setup.pixelRange ? [] : ["the teacher's own pixel range"]),
    ...(isAugmented(setup) ? ['asking the teacher about every changed image anew'] : []),
  ];
  return notes.map((note) => `# Left out: ${note}.`);
}

/** The toolkit works with Keras 2 alone. */
const setupCode = (seed: number, hasToolkit: boolean): string =>
  [
    'import gzip',
    'import os',
    'import time',
    '',
    ...(hasToolkit ? ['os.environ["TF_USE_LEGACY_KERAS"] = "1"  # the toolkit needs Keras 2'] : []),
    ...(hasToolkit ? ['import numpy as np', 'import tensorflow as tf'] : []),
    ...(hasToolkit
      ? ['import tensorflow_model_optimization as tfmot', 'import tf_keras as keras']
      : ['import keras', 'import numpy as np', 'import tensorflow as tf']),
    `${hasToolkit ? 'from tf_keras' : 'from keras'} import layers`,
    '',
    'QUICK = os.environ.get("SIZEWISE_QUICK") == "1"',
    `keras.utils.set_random_seed(${seed})`,
  ].join('\n');

const dataCode = (
  pixelRange: Recipe['setup']['pixelRange'],
): string => `mnist = keras.datasets.mnist
(train_images, train_labels), (test_images, test_labels) = mnist.load_data()
train_images, test_images = train_images[..., None], test_images[..., None]  # n × 28 × 28 × 1
# As in Sizewise: the last 5,000 of the 60,000 say how training goes, the others train.
VALIDATION = slice(55_000, 55_500 if QUICK else 60_000)


def pixels(grey):
    return grey ${pixelRange === '0..1' ? '/ np.float32(255)' : '/ np.float32(127.5) - np.float32(1)'}`;
