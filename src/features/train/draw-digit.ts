import { mnistShape, sizeOf } from '../../core/shape.ts';

/** Grey levels as they are: white ink on black, as MNIST has them. */
export function drawDigit(canvas: HTMLCanvasElement | null, pixels: Uint8Array): void {
  const context = canvas?.getContext('2d');
  if (!context) return;
  const image = context.createImageData(28, 28);
  for (let index = 0; index < sizeOf(mnistShape); index++) {
    const level = pixels[index] ?? 0;
    image.data.set([level, level, level, 255], 4 * index);
  }
  context.putImageData(image, 0, 0);
}
