import { int } from '../fields.ts';
import { defineLayer } from '../layer.ts';
import { paddingField, stridesField, windowOutputShape } from './window.ts';

const fields = {
  poolSize: int({
    label: 'Pool size',
    hint: 'Height and width of the window that becomes one number.',
    min: 1,
    max: 14,
    default: 2,
    stops: [1, 2, 3, 4, 5, 7],
  }),
  strides: stridesField(2),
  padding: paddingField,
} as const;

const poolingLayer = (label: string, purpose: string) =>
  defineLayer({
    label,
    group: 'pooling',
    purpose,
    fields,
    outputShape: (params, input) =>
      windowOutputShape(
        { label, size: params.poolSize, ...params, channels: (channels) => channels },
        input,
      ),
    macs: () => 0,
    weights: () => [],
    keras: (params) => ({
      className: label,
      config: { pool_size: params.poolSize, strides: params.strides, padding: params.padding },
    }),
  });

export const maxPooling2d = poolingLayer(
  'MaxPooling2D',
  'Keeps the strongest answer of each window: smaller maps, less to compute.',
);
export const averagePooling2d = poolingLayer(
  'AveragePooling2D',
  'Keeps the mean of each window: smaller maps, less to compute.',
);
