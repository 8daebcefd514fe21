import { type ActivationName, leakyReluSlope } from '../../core/layer.ts';

const functions: Readonly<Record<Exclude<ActivationName, 'linear'>, readonly [string, string]>> = {
  relu: ['F.relu', ''],
  leaky_relu: ['F.leaky_relu', `, ${leakyReluSlope}`],
  elu: ['F.elu', ''],
  gelu: ['F.gelu', ''],
  sigmoid: ['torch.sigmoid', ''],
  tanh: ['torch.tanh', ''],
};

/** `F.relu(…)` around an expression. */
export function activated(activation: ActivationName, expression: string): string {
  if (activation === 'linear') return expression;
  const [name, rest] = functions[activation];
  return `${name}(${expression}${rest})`;
}

/** An activation as a function to be handed over. */
export function activationFunction(activation: ActivationName): string {
  if (activation === 'linear') return 'nn.Identity()';
  const [name, rest] = functions[activation];
  return rest === '' ? name : `lambda x: ${name}(x${rest})`;
}

/** `nn.Conv2d(1, 32, 3, stride=2)`: what is null is left out. */
export function call(
  name: string,
  positional: readonly (string | number)[],
  named: Readonly<Record<string, string | number | null>> = {},
): string {
  const keywords = Object.entries(named).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${value}`],
  );
  return `${name}(${[...positional, ...keywords].join(', ')})`;
}

/** `bias=False` where a layer has none. */
export const biasArgument = (useBias: boolean): string | null => (useBias ? null : 'False');

/** `121_930` */
export const grouped = (count: number): string =>
  count.toLocaleString('en-US').replaceAll(',', '_');

/** A name in a state_dict as an attribute: `separable_conv2d[1].weight`. */
export const attributePath = (name: string): string => name.replaceAll(/\.(\d+)/g, '[$1]');

/** Text in quotes, as Python reads it. */
export const quoted = (text: string): string => JSON.stringify(text);

const width = 100;

/** A line, or, where it would be too long, its items one below the other. */
export function listLines(
  before: string,
  items: readonly string[],
  after: string,
): readonly string[] {
  const line = `${before}${items.join(', ')}${after}`;
  if (line.length <= width) return [line];
  const indent = /^ */.exec(before)?.[0] ?? '';
  return [before, ...items.map((item) => `${indent}    ${item},`), `${indent}${after}`];
}

/** Lines moved to the right by so many steps of four; empty ones stay empty. */
export const indented = (lines: readonly string[], steps = 1): readonly string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(4 * steps) + line));
