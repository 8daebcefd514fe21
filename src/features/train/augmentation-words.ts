import { type Augmentation, isAugmented } from '../../core/augmentation.ts';

const sayings: { readonly [K in keyof Augmentation]: (most: number) => string } = {
  shiftPixels: (most) => `moved by up to ${most} ${most === 1 ? 'pixel' : 'pixels'}`,
  rotateDegrees: (most) => `turned by up to ${most}°`,
  zoomPercent: (most) => `zoomed by up to ${most} %`,
  elasticAlpha: (most) => `pulled about by up to ${most} ${most === 1 ? 'pixel' : 'pixels'}`,
  cutoutSize: (most) => `with a black square of ${most}×${most}`,
};

/** What the preview shows, for those who cannot see it: `…, below moved by up to 2 pixels, turned by up to 15°`. */
export function previewWords(setup: Augmentation): string {
  const names = Object.keys(sayings) as (keyof Augmentation)[]; // its own keys
  const changes = names.filter((name) => setup[name] > 0).map((name) => sayings[name](setup[name]));
  const below = isAugmented(setup) ? changes.join(', ') : 'the same, since nothing is changed';
  return `Ten training digits, 0 to 9: above as they are, below ${below}`;
}
