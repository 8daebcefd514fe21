import type { WeightSpec } from '../../core/layer.ts';
import { projectionStride } from '../../core/layers/add.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import { activated, activationFunction, biasArgument, call } from './python.ts';
import { asItIs, permuteAxes } from './rearrange.ts';
import type { Builders, Place, TorchTensor } from './torch-layer.ts';
import { borderOf, isEven, padded } from './window.ts';

type Kinds = 'conv2d' | 'depthwiseConv2d' | 'separableConv2d' | 'fire' | 'dense' | 'add';

const channelsOf = (shape: Shape): number => shape.at(-1) ?? 1;

/** Of kernels [height, width, in, out] as [out, in, height, width]; of a depthwise one in · multiplier come first, then 1. */
export function convolutionTensors(
  weights: readonly WeightSpec[],
  { first = 0, prefix = '', isDepthwise = false } = {},
): readonly TorchTensor[] {
  return weights.map(({ shape }, place) => {
    const from = first + place;
    const [height = 1, width = 1, into = 1, out = 1] = shape;
    if (shape.length === 1) return { name: `${prefix}bias`, shape, from, rearrange: asItIs };
    return {
      name: `${prefix}weight`,
      shape: isDepthwise ? [into * out, 1, height, width] : [out, into, height, width],
      from,
      rearrange: permuteAxes(shape, isDepthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]),
    };
  });
}

/** Of a kernel [in, out] as [out, in]; a bias as it is, whatever its shape. */
export function linearTensors(
  weights: readonly WeightSpec[],
  { first = 0, prefix = '' } = {},
): readonly TorchTensor[] {
  return weights.map(({ name, shape }, place) => {
    const from = first + place;
    const size = shape.reduce((product, side) => product * side, 1);
    if (name.endsWith('bias'))
      return { name: `${prefix}bias`, shape: [size], from, rearrange: asItIs };
    const [into = 1, out = 1] = shape;
    const rearrange = permuteAxes([into, out], [1, 0]);
    return { name: `${prefix}weight`, shape: [out, into], from, rearrange };
  });
}

interface WindowParams {
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: 'same' | 'valid';
  readonly dilation: number;
}

/** The arguments of a convolution's window, and its input: with a border of its own where PyTorch has no such one. */
function windowOf({ kernelSize: size, ...params }: WindowParams, input: Shape) {
  const border = borderOf(input, { size, ...params });
  const { strides, dilation, padding } = params;
  const named = { stride: strides > 1 ? strides : null, dilation: dilation > 1 ? dilation : null };
  if (strides === 1 && padding === 'same' && size > 1)
    return { x: 'x', named: { ...named, padding: '"same"' } };
  if (!isEven(border)) return { x: padded(border), named };
  return { x: 'x', named: { ...named, padding: border.before || null } };
}

const conv2d: Builders['conv2d'] = (params, { name, input, weights }) => {
  const { x, named } = windowOf(params, input);
  const groups = params.groups > 1 ? params.groups : null;
  const bias = biasArgument(params.useBias);
  const sizes = [channelsOf(input), params.filters, params.kernelSize];
  return {
    module: call('nn.Conv2d', sizes, { ...named, groups, bias }),
    forward: [`x = ${activated(params.activation, `self.${name}(${x})`)}`],
    tensors: convolutionTensors(weights),
  };
};

/** One group for each channel. */
function depthwise(
  params: WindowParams & { readonly depthMultiplier: number },
  input: Shape,
  useBias: boolean,
) {
  const channels = channelsOf(input);
  const { x, named } = windowOf(params, input);
  const sizes = [channels, channels * params.depthMultiplier, params.kernelSize];
  const groups = channels > 1 ? channels : null;
  return { x, module: call('nn.Conv2d', sizes, { ...named, groups, bias: biasArgument(useBias) }) };
}

const depthwiseConv2d: Builders['depthwiseConv2d'] = (params, { name, input, weights }) => {
  const { x, module } = depthwise(params, input, params.useBias);
  return {
    module,
    forward: [`x = ${activated(params.activation, `self.${name}(${x})`)}`],
    tensors: convolutionTensors(weights, { isDepthwise: true }),
  };
};

const separableConv2d: Builders['separableConv2d'] = (params, { name, input, weights }) => {
  const first = depthwise(params, input, false);
  const channels = channelsOf(input) * params.depthMultiplier;
  const bias = biasArgument(params.useBias);
  const second = call('nn.Conv2d', [channels, params.filters, 1], { bias });
  return {
    module: `nn.Sequential(\n    ${first.module},\n    ${second},\n)`,
    forward: [`x = ${activated(params.activation, `self.${name}(${first.x})`)}`],
    tensors: [
      ...convolutionTensors(weights.slice(0, 1), { prefix: '0.', isDepthwise: true }),
      ...convolutionTensors(weights.slice(1), { prefix: '1.', first: 1 }),
    ],
  };
};

const fire: Builders['fire'] = (params, { name, input, weights }) => {
  const { activation, useBias } = params;
  const perPart = useBias ? 2 : 1;
  return {
    module: call('Fire', [channelsOf(input), params.squeezeFilters, params.expandFilters], {
      activation: activation === 'relu' ? null : activationFunction(activation),
      bias: biasArgument(useBias),
    }),
    forward: [`x = self.${name}(x)`],
    tensors: ['squeeze', 'expand1x1', 'expand3x3'].flatMap((part, index) => {
      const first = index * perPart;
      const own = weights.slice(first, first + perPart);
      return convolutionTensors(own, { first, prefix: `${part}.` });
    }),
  };
};

const dense: Builders['dense'] = (params, { name, input, weights }) => ({
  module: call('nn.Linear', [channelsOf(input), params.units], {
    bias: biasArgument(params.useBias),
  }),
  forward: [`x = ${activated(params.activation, `self.${name}(x)`)}`],
  tensors: linearTensors(weights),
});

const add: Builders['add'] = ({ shortcut }, place) => {
  const skip = place.skip?.name ?? 'skip';
  if (shortcut === 'identity') return { module: null, forward: [`x = x + ${skip}`], tensors: [] };
  return {
    module: projectionModule(place),
    forward: [`x = x + self.${place.name}(${skip})`],
    tensors: isImage(place.input)
      ? convolutionTensors(place.weights)
      : linearTensors(place.weights),
  };
};

function projectionModule({ input, skip }: Place): string {
  const from = skip?.shape ?? [];
  const sizes = [channelsOf(from), channelsOf(input)];
  if (!isImage(input)) return call('nn.Linear', sizes);
  const stride = projectionStride(from, input) ?? 1;
  return call('nn.Conv2d', [...sizes, 1], { stride: stride > 1 ? stride : null });
}

/** Layers with a kernel of weighted sums. */
export const convolutions: Pick<Builders, Kinds> = {
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  fire,
  dense,
  add,
};
