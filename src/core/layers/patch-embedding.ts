import { defaultsOf, int, type ParamsOf } from '../fields.ts';
import { defineLayer, kernelFields, refused, shaped } from '../layer.ts';
import { type ImageShape, isImage } from '../shape.ts';
import { conv2d } from './conv2d.ts';
import { needsImage } from './window.ts';

const label = 'Patch embedding';

const fields = {
  patchSize: int({
    label: 'Patch size',
    hint: 'Height and width of a patch: 7 cuts a digit into 16, 4 into 49.',
    min: 1,
    max: 28,
    default: 7,
    stops: [2, 4, 7, 14],
  }),
  units: int({
    label: 'Units',
    hint: 'How many numbers describe a patch: the width of all that follows.',
    min: 1,
    max: 512,
    default: 32,
    stops: [4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256],
  }),
  ...kernelFields,
} as const;

type PatchParams = ParamsOf<typeof fields>;

/** The convolution that cuts and projects: its windows touch and do not overlap. */
export const patchConvolution = ({ patchSize, units, ...kernel }: PatchParams) => ({
  ...defaultsOf(conv2d.fields),
  ...kernel,
  ...{ filters: units, kernelSize: patchSize, strides: patchSize, padding: 'valid' as const },
});

/** What does not fill a patch at the right and at the bottom is left out. */
const patchesOf = ({ patchSize, units }: PatchParams, [height, width]: ImageShape) =>
  [Math.floor(height / patchSize) * Math.floor(width / patchSize), units] as const;

/** Dosovitskiy et al. 2020: an image as a sequence of patches, row by row. */
export const patchEmbedding = defineLayer({
  label,
  group: 'sequence',
  purpose:
    'Cuts the image into patches and describes each by the same weights: words of a picture.',
  fields,
  outputShape: (params, input) => {
    if (!isImage(input)) return refused('needs-image', needsImage(label, input));
    const [height, width] = input;
    const side = params.patchSize;
    return Math.min(height, width) >= side
      ? shaped(patchesOf(params, input))
      : refused(
          'kernel-exceeds-input',
          `No patch of ${side}×${side} fits into ${height}×${width}: use smaller patches`,
        );
  },
  macs: (params, input, output) => conv2d.macs(patchConvolution(params), input, output),
  weights: (params, input) => conv2d.weights(patchConvolution(params), input),
  // Keras has no layer of this name: it is these two.
  keras: (params, input) =>
    [
      conv2d.keras(patchConvolution(params), input),
      {
        className: 'Reshape',
        config: { target_shape: patchesOf(params, input as ImageShape) }, // accepted by outputShape
      },
    ].flat(),
});
