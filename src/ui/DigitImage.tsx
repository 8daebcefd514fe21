import { useEffect, useRef } from 'react';

interface DigitImageProps {
  /** 28×28 grey levels; null while they are not there yet. */
  readonly pixels: Uint8Array | null;
  /** Absent where words beside it say what it is. */
  readonly label?: string;
}

const side = 28;

/** The real pixels, bright ink on black as the network gets them. */
export function DigitImage({ pixels, label }: DigitImageProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (context === null || context === undefined || pixels === null) return;
    const image = context.createImageData(side, side);
    pixels.forEach((level, index) => {
      image.data.set([level, level, level, 255], index * 4);
    });
    context.putImageData(image, 0, 0);
  }, [pixels]);
  return (
    <canvas
      ref={ref}
      className="digit-image"
      width={side}
      height={side}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
