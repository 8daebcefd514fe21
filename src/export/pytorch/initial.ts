import { fansOf } from '../../core/initialize.ts';
import type { WeightSpec } from '../../core/layer.ts';
import type { Shape } from '../../core/shape.ts';
import { sizeOf } from '../../core/shape.ts';
import type { NamedTorchLayer } from './layers.ts';
import { attributePath, listLines } from './python.ts';
import type { TorchTensor } from './torch-layer.ts';

/** Functions that a network's initial values need beside PyTorch's own. */
export const initialHelpers = {
  uniform_: `def uniform_(weight, variance):
    """Even between two bounds: Keras' Glorot, He and LeCun differ in the variance."""
    limit = math.sqrt(3 * variance)
    nn.init.uniform_(weight, -limit, limit)`,
  normal_: `def normal_(weight, variance):
    """A normal cut at two deviations and widened to the variance named: Keras' rule."""
    deviation = math.sqrt(variance) / 0.87962566
    nn.init.trunc_normal_(weight, std=deviation, a=-2 * deviation, b=2 * deviation)`,
} as const;

/** Lines of `initialize`, for layers alike once. */
export function initialLines(layers: readonly NamedTorchLayer[]): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const layer of layers) {
    const text = layer.tensors.flatMap((tensor) => tensorLines(layer, tensor)).join('\n');
    if (text !== '') alike.set(text, [...(alike.get(text) ?? []), layer.name]);
  }
  return [...alike].flatMap(([text, names]) => {
    const own = names.map((name) => `self.${name}`);
    if (own.length === 1) return text.replaceAll('{layer}', own[0] ?? '').split('\n');
    const body = text.replaceAll('{layer}', 'layer').split('\n');
    return [...listLines('for layer in (', own, '):'), ...body.map((line) => `    ${line}`)];
  });
}

function tensorLines({ layer, weights }: NamedTorchLayer, tensor: TorchTensor): readonly string[] {
  const { name, from, isCount } = tensor;
  // PyTorch's norms begin as Keras' do.
  if (isCount || layer.kind === 'batchNormalization' || layer.kind === 'layerNormalization')
    return [];
  const weight = name === '' ? '{layer}' : attributePath(`{layer}.${name}`);
  if (from === null)
    return [
      '# Keras has one bias here, and PyTorch a second one.',
      `nn.init.zeros_(${weight}).requires_grad_(False)`,
    ];
  const spec = weights[from];
  return spec === undefined ? [] : initialLine(weight, spec, tensor.shape);
}

function initialLine(weight: string, spec: WeightSpec, shape: Shape): readonly string[] {
  const { initializer } = spec;
  switch (initializer) {
    case 'zeros':
      return [`nn.init.zeros_(${weight})`];
    case 'ones':
      return [`nn.init.ones_(${weight})`];
    case 'orthogonal':
      return [`nn.init.orthogonal_(${weight})`];
    case 'unit_forget_bias': {
      const units = sizeOf(shape) / 4;
      const forget = `${weight}[${units}:${2 * units}]`;
      return [
        `nn.init.zeros_(${weight})`,
        `nn.init.ones_(${forget})  # the forget gate begins open`,
      ];
    }
    default:
      return [
        randomLine(weight, { initializer, keras: fansOf(spec.shape), torch: torchFans(shape) }),
      ];
  }
}

interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** PyTorch's `_calculate_fan_in_and_fan_out`. */
function torchFans([out = 1, into = 1, ...window]: Shape): Fans {
  return { fanIn: into * sizeOf(window), fanOut: out * sizeOf(window) };
}

interface Draw {
  readonly initializer: string;
  readonly keras: Fans;
  readonly torch: Fans;
}

/** PyTorch's own function where it counts inputs and outputs as Keras does. */
function randomLine(weight: string, { initializer, keras, torch }: Draw): string {
  const { fanIn, fanOut } = keras;
  const isAlike = fanIn === torch.fanIn && fanOut === torch.fanOut;
  if (isAlike && initializer === 'glorot_uniform') return `nn.init.xavier_uniform_(${weight})`;
  if (isAlike && initializer === 'he_uniform')
    return `nn.init.kaiming_uniform_(${weight}, nonlinearity="relu")`;
  const [rule = '', form = ''] = initializer.split('_');
  const variance = {
    glorot: `2 / (${fanIn} + ${fanOut})`,
    he: `2 / ${fanIn}`,
    lecun: `1 / ${fanIn}`,
  };
  return `${form}_(${weight}, ${variance[rule as keyof typeof variance]})`;
}
