import { choice, int, type ParamsOf } from '../fields.ts';
import {
  biasWeights,
  defineLayer,
  kernelFields,
  kernelWeight,
  refused,
  type ShapeResult,
  shaped,
} from '../layer.ts';
import { formatShape, isImage, type Shape, sizeOf } from '../shape.ts';

const fields = {
  span: int({
    label: 'Span',
    hint: 'How many layers above it are skipped: the input of the first of them is added.',
    // None is what is left when the skipped layers are removed: kept, and refused in words.
    min: 0,
    max: 99,
    default: 2,
    stops: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12],
  }),
  shortcut: choice({
    label: 'Shortcut',
    hint: 'As it is, or through a 1×1 convolution that gives it the shape to be added to.',
    options: ['identity', 'projection'],
    default: 'identity',
    optionLabels: { identity: 'As it is', projection: 'Projection' },
  }),
  l2: kernelFields.l2,
  initializer: kernelFields.initializer,
  frozen: kernelFields.frozen,
} as const;

type AddParams = ParamsOf<typeof fields>;

/**
 * The stride at which a 1×1 convolution brings an image to the height and width of another, as `same` padding does; null
 * where there is none. What is no image keeps all its sides but the last.
 */
export function projectionStride(skip: Shape, target: Shape): number | null {
  if (!isImage(skip) || !isImage(target))
    return isSame(skip.slice(0, -1), target.slice(0, -1)) ? 1 : null;
  const stride = Math.ceil(skip[0] / target[0]);
  const fits = [0, 1].every((axis) => Math.ceil((skip[axis] ?? 0) / stride) === target[axis]);
  return fits ? stride : null;
}

const isSame = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((side, axis) => side === b[axis]);

/** He et al. 2015: the layers in between learn what is missing from their input, not all of the output. */
export const add = defineLayer({
  label: 'Add',
  group: 'connection',
  purpose: 'Adds what went into an earlier layer: a residual connection over the layers between.',
  fields,
  outputShape: () =>
    refused('skip-too-long', 'Add skips more layers than stand above it: make its span shorter'),
  macs: () => 0,
  weights: () => [],
  lookBack: {
    spanField: 'span',
    withSkip: (skip) => ({
      outputShape: (params, input) => sumShape(params, skip, input),
      macs: (params, _input, output) =>
        params.shortcut === 'projection' ? sizeOf(output) * channelsOf(skip) : 0,
      weights: (params, input) =>
        params.shortcut === 'projection' ? projectionWeights(params, skip, input) : [],
    }),
  },
  // A projection is a Conv2D of its own there, or a Dense where there is no image.
  keras: () => ({ className: 'Add', config: {} }),
});

const channelsOf = (shape: Shape): number => shape.at(-1) ?? 1;

function sumShape({ span, shortcut }: AddParams, skip: Shape, input: Shape): ShapeResult {
  if (span === 0)
    return refused('skip-empty', 'Add skips no layer, and would double its input: give it a span');
  if (shortcut === 'identity' && isSame(skip, input)) return shaped(input);
  const stride = projectionStride(skip, input);
  if (shortcut === 'projection' && stride !== null) return shaped(input);
  const shapes = `Add needs two inputs of one shape, but gets ${formatShape(input)} and, past what it skips, ${formatShape(skip)}`;
  return stride === null
    ? refused('skip-mismatch', `${shapes}, which no projection brings together: change its span`)
    : refused('needs-projection', `${shapes}: use a projection, or change its span`);
}

function projectionWeights(params: AddParams, skip: Shape, input: Shape) {
  const window = isImage(input) ? [1, 1] : [];
  return [
    kernelWeight(params, {
      name: 'kernel',
      shape: [...window, channelsOf(skip), channelsOf(input)],
    }),
    ...biasWeights({ ...params, useBias: true }, channelsOf(input)),
  ];
}
