import { int, number, type ParamsOf } from './fields.ts';

/** How training images are changed at random, each anew in every epoch; all at 0 leave them as they are. */
export const augmentationFields = {
  shiftPixels: int({
    label: 'Shift',
    hint: 'Moves each digit by up to so many whole pixels, along and across.',
    min: 0,
    max: 4,
    default: 0,
    stops: [0, 1, 2, 3, 4],
  }),
  rotateDegrees: number({
    label: 'Rotation',
    hint: 'Turns each digit by up to so many degrees, either way.',
    min: 0,
    max: 30,
    default: 0,
    stops: [0, 5, 10, 15, 20, 30],
  }),
  zoomPercent: number({
    label: 'Zoom',
    hint: 'Makes each digit smaller or larger by up to so many per cent.',
    min: 0,
    max: 30,
    default: 0,
    stops: [0, 5, 10, 15, 20, 30],
  }),
  elasticAlpha: number({
    label: 'Elastic',
    hint: 'Pulls the points of a grid over each digit by up to so many pixels, as handwriting varies.',
    min: 0,
    max: 3,
    default: 0,
    stops: [0, 0.5, 1, 1.5, 2, 2.5, 3],
  }),
  cutoutSize: int({
    label: 'Cutout',
    hint: 'Blackens a square of so many pixels a side, somewhere in each image.',
    min: 0,
    max: 14,
    default: 0,
    stops: [0, 4, 6, 8, 10, 12, 14],
  }),
} as const;

export type Augmentation = ParamsOf<typeof augmentationFields>;

const names = Object.keys(augmentationFields) as readonly (keyof Augmentation)[]; // its own keys

export const isAugmented = (setup: Augmentation): boolean => names.some((name) => setup[name] > 0);
