import type { DistillationParams } from './distillation.ts';
import type { Layer } from './layers/index.ts';
import type { CompressionStep } from './techniques/index.ts';
import type { TrainingSetup } from './training-setup.ts';

/** A network as the list of its layers, input side first. The last layer's outputs are logits: softmax is the loss's. */
export type Architecture = readonly Layer[];

/** Beyond this the builder adds no more, and a link or file is refused. */
export const maxLayers = 100;

/** Everything that makes a run what it is, and all that a link holds. */
export interface Recipe {
  readonly architecture: Architecture;
  readonly setup: TrainingSetup;
  /** What was done to the trained network, in order; absent where nothing was. */
  readonly compression?: readonly CompressionStep[];
  /** The teacher that the network learns from, by its own recipe, and how; absent where it has none. */
  readonly distillation?: Distillation;
}

export interface Distillation {
  readonly params: DistillationParams;
  readonly teacher: Recipe;
}

/** A teacher may have had a teacher: beyond this many a link or file is refused. */
export const maxTeachers = 3;

/** Beyond this a link or file is refused. */
export const maxCompressionSteps = 20;

export const stepsOf = ({ compression = [] }: Recipe): readonly CompressionStep[] => compression;

/** The same training from the labels alone: the control of a distillation. */
export const withoutTeacher = ({ distillation: _, ...recipe }: Recipe): Recipe => recipe;
