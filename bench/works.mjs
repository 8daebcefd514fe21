import { presets } from './core.mjs';
import { createCnn, createMlp, createWideCnn, fitWidth } from './sizes.mjs';

const batchSizes = {
  'reference-cnn': 64,
  'mlp-784-128-10': 128,
  'teacher-784-512-256-10': 128,
  'lenet-5': 64,
  'mobilenet-like': 64,
  'vgg-like': 64,
  'resnet-20k': 64,
  'lstm-rows': 64,
  'vit-tiny': 64,
};

/** What is trained: a name, a recipe and a batch size. The first two are what runs when nothing is asked for. */
export const works = Object.entries(batchSizes).map(([work, batch]) => ({
  work,
  batch,
  architecture: presets.find(({ id }) => id === work).architecture,
}));

const targets = { '1k': 1e3, '10k': 1e4, '100k': 1e5, '1M': 1e6, '5M': 5e6 };

/** The same two architectures in five sizes. */
export const sizedWorks = Object.entries({ CNN: createCnn, MLP: createMlp }).flatMap(
  ([family, create]) =>
    Object.entries(targets).map(([label, target]) => ({
      work: `${family} ${label}`,
      family,
      batch: 64,
      architecture: fitWidth(create, target),
    })),
);

/** As large as the page lets a network be, at its largest batch. */
export const largestWorks = Object.entries({ CNN: createWideCnn, MLP: createMlp }).map(
  ([family, create]) => ({
    work: `${family} 20M`,
    batch: 1024,
    architecture: fitWidth(create, 19.9e6),
  }),
);
