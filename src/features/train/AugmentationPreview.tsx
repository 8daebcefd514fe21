import { useEffect, useRef, useState } from 'react';
import { failureInWords } from '../../actions/engine.ts';
import { previewAugmentation } from '../../actions/preview-augmentation.ts';
import { mnistShape } from '../../core/shape.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { previewWords } from './augmentation-words.ts';
import './AugmentationPreview.css';

const [side] = mnistShape;
const digits = 10;

/** Ten training digits before and after, as the engine's own augmentation gives them; follows the sliders. */
export function AugmentationPreview({ setup }: { readonly setup: TrainingSetup }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    previewAugmentation(setup).then(
      ({ before, after }) => {
        if (!isWanted) return;
        setProblem(null);
        drawRow(canvas.current, before, 0);
        drawRow(canvas.current, after, 1);
      },
      (error) => isWanted && setProblem(failureInWords(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [setup]);
  return (
    <figure className="AugmentationPreview">
      <canvas
        ref={canvas}
        width={digits * side}
        height={2 * side}
        role="img"
        aria-label={previewWords(setup)}
      />
      <figcaption className="small">
        {problem ?? 'Above as they are, below as the first epoch shows them; each epoch anew.'}
      </figcaption>
    </figure>
  );
}

/** Grey levels of digits one after another, side by side in a row of the canvas. */
function drawRow(canvas: HTMLCanvasElement | null, images: Uint8Array, row: number): void {
  const context = canvas?.getContext('2d');
  if (!context) return;
  const picture = context.createImageData(digits * side, side);
  images.forEach((level, place) => {
    const column = Math.floor(place / (side * side)) * side + (place % side);
    const line = Math.floor(place / side) % side;
    picture.data.set([level, level, level, 255], 4 * (line * digits * side + column));
  });
  context.putImageData(picture, 0, row * side);
}
