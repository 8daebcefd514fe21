import { batchNormEpsilon, batchNormMomentum } from '../../core/layers/batch-normalization.ts';
import { layerNormEpsilon } from '../../core/layers/layer-normalization.ts';
import type { Config } from './config.ts';
import { layer, type Mapping } from './mapping.ts';

export const activationLayer: Mapping = (config) =>
  layer('activation', { activation: config.activation() });

/** Of a class that is an activation by itself. */
const activationOf =
  (kind: string): Mapping =>
  (config) =>
    layer('activation', { activation: config.activationOf(kind) ?? 'linear' });

export const relu = activationOf('ReLU');
export const leakyRelu = activationOf('LeakyReLU');
export const elu = activationOf('ELU');

export const batchNorm: Mapping = (config, input) => {
  lastAxis(config, input);
  const momentum = config.number('momentum', batchNormMomentum);
  if (momentum !== batchNormMomentum)
    config.note(`its momentum is ${momentum}, further training here uses ${batchNormMomentum}`);
  const epsilon = epsilonOf(config);
  if (epsilon !== batchNormEpsilon)
    config.note(
      `its epsilon is ${epsilon}, here ${batchNormEpsilon}: its scale makes up for it, answers are the same`,
    );
  return layer('batchNormalization', { frozen: config.frozen });
};

export const layerNorm: Mapping = (config, input) => {
  lastAxis(config, input);
  config.must('rms_scaling', false);
  const epsilon = config.number('epsilon', layerNormEpsilon);
  if (epsilon !== layerNormEpsilon)
    config.note(
      `its epsilon is ${epsilon}, here it is ${layerNormEpsilon}: answers may differ a little`,
    );
  return layer('layerNormalization', { frozen: config.frozen });
};

/** Epsilon of a batch norm: its scale makes up for another. */
export const epsilonOf = (config: Config): number => config.number('epsilon', batchNormEpsilon);

/** Keras writes −1, a place that counts the batch, or a list of one. */
function lastAxis(config: Config, input: readonly number[]): void {
  const value = config.get('axis') ?? -1;
  const axis = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (axis !== -1 && axis !== input.length) config.refuse('axis', 'the last one');
}
