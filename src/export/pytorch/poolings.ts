import type { Shape } from '../../core/shape.ts';
import { call } from './python.ts';
import type { Builders, TorchLayer } from './torch-layer.ts';
import { borderOf, isEven, padded } from './window.ts';

type Kinds =
  | 'maxPooling2d'
  | 'averagePooling2d'
  | 'globalAveragePooling2d'
  | 'globalAveragePooling1d';

interface Pooling {
  readonly poolSize: number;
  readonly strides: number;
  readonly padding: 'same' | 'valid';
}

const plain = (...forward: readonly string[]): TorchLayer => ({
  module: null,
  forward,
  tensors: [],
});

/**
 * How PyTorch says a pooling's window. With `same` padding one row more may be needed after the image than before it: a window
 * that hangs over is what `ceil_mode` allows, as long as it moves by more than one.
 */
function windowOf({ poolSize, strides, padding }: Pooling, input: Shape) {
  const border = borderOf(input, { size: poolSize, strides, padding });
  const stride = strides === poolSize ? null : strides;
  const hangsOver = !isEven(border) && strides > 1;
  const named = {
    stride,
    padding: border.before || null,
    ceil_mode: hangsOver ? 'True' : null,
  };
  return { border, isOwnBorder: !isEven(border) && strides === 1, named };
}

const maxPooling2d: Builders['maxPooling2d'] = (params, { input }) => {
  const { border, isOwnBorder, named } = windowOf(params, input);
  const { poolSize, strides: stride } = params;
  if (isOwnBorder)
    return plain(
      `x = ${call('F.max_pool2d', [padded(border, ', value=float("-inf")'), poolSize], { stride })}`,
    );
  return plain(`x = ${call('F.max_pool2d', ['x', poolSize], named)}`);
};

const averagePooling2d: Builders['averagePooling2d'] = (params, { input }) => {
  const { border, isOwnBorder, named } = windowOf(params, input);
  const { poolSize, strides: stride } = params;
  if (isOwnBorder) {
    const pool = (x: string) => call('F.avg_pool2d', [x, poolSize], { stride });
    return plain(
      '# The border does not count.',
      `inside = ${pool(padded(border).replace('(x,', '(torch.ones_like(x),'))}`,
      `x = ${pool(padded(border))} / inside`,
    );
  }
  const count = named.padding || named.ceil_mode ? 'False' : null;
  return plain(
    `x = ${call('F.avg_pool2d', ['x', poolSize], { ...named, count_include_pad: count })}`,
  );
};

export const poolings: Pick<Builders, Kinds> = {
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d: () => plain('x = x.mean(dim=(2, 3))'),
  globalAveragePooling1d: () => plain('x = x.mean(dim=1)'),
};
