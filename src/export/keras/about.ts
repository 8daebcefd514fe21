import type { StoredModel } from '../../core/stored-model.ts';
import { pixelFormula } from '../format.ts';

/** What Keras expects to find beside a model. A date would make equal networks unequal files. */
export const kerasVersion = { keras_version: '3.15.1', date_saved: '1980-01-01@00:00:00' };

/** What whoever opens the file must know: how pixels come in, and what comes out. */
export const about = ({ pixelRange }: Pick<StoredModel, 'pixelRange'>) => ({
  input: `28 x 28 x 1 float32, ${pixelFormula[pixelRange]}`,
  output: '10 logits, one for each digit; softmax makes probabilities of them',
});

/** A name that Keras takes for a model: one of TensorFlow's scopes. */
export const modelName = (name: string): string =>
  name.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '') || 'network';
