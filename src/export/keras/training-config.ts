import { initializers, type KerasConfig, type WeightSpec } from '../../core/layer.ts';
import type { Layer } from '../../core/layers/index.ts';

/** A layer's config with what training does to its weights: initialisers, L2, and whether it is frozen. */
export function withTraining(
  config: KerasConfig,
  { params }: Layer,
  weights: readonly { readonly spec: WeightSpec }[],
): KerasConfig {
  const training: KerasConfig = Object.assign({}, ...weights.map(({ spec }) => tensorConfig(spec)));
  const frozen = 'frozen' in params && params.frozen ? { trainable: false } : {};
  const { layer } = config;
  if (typeof layer !== 'object' || layer === null || !('class_name' in layer))
    return { ...config, ...training, ...frozen };
  // Both directions of a Bidirectional are made of the one layer inside it.
  return {
    ...config,
    layer: { ...layer, config: { ...layer.config, ...training, ...frozen } },
    ...frozen,
  };
}

/** A tensor's initialiser, where it is one of the builder's, and its L2. */
function tensorConfig({ name, initializer, l2 }: WeightSpec): KerasConfig {
  const role = roleOf(name);
  const isChosen = initializers.some((choice) => choice === initializer);
  return {
    ...(isChosen && {
      [`${role}_initializer`]: { class_name: pascalCase(initializer), config: { seed: null } },
    }),
    ...(l2 > 0 && { [`${role}_regularizer`]: { class_name: 'L2', config: { l2 } } }),
  };
}

/** What Keras calls a tensor in a config: `depthwise` of `depthwise_kernel`, `kernel` of `forward_kernel` or `query/kernel`. */
const roleOf = (name: string): string =>
  name
    .replace(/^(forward_|backward_|.*\/)/, '')
    .replace(/^(depthwise|pointwise|recurrent)_kernel$/, '$1');

const pascalCase = (name: string): string =>
  name.replaceAll(/(^|_)([a-z])/g, (_match, _start, letter: string) => letter.toUpperCase());
