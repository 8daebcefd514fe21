import { layer, type Mapping } from './mapping.ts';

export const attention: Mapping = (config, input) => {
  const keyDim = config.number('key_dim');
  config.must('value_dim', keyDim);
  config.must('output_shape', input.at(-1));
  config.must('use_gate', false);
  config.must('sliding_window');
  const axes = config.get('attention_axes') ?? [1];
  const [axis] = Array.isArray(axes) && axes.length === 1 ? axes : [axes];
  if (axis !== 1) config.refuse('attention_axes', '[1]');
  if (config.number('dropout', 0) !== 0) config.note('its dropout is not kept');
  return layer('multiHeadAttention', {
    ...{ heads: config.number('num_heads'), keyDim, useBias: config.flag('use_bias', true) },
    ...config.trained(),
  });
};
