import type { Shape } from '../../core/shape.ts';
import { pictureHeight, pictureWidth, volumeOf } from './volume-geometry.ts';
import './VolumePicture.css';

interface VolumePictureProps {
  /** Null where a problem above leaves the shape unknown. */
  readonly shape: Shape | null;
}

/** A layer's output drawn to scale; its size in words stands beside it. */
export function VolumePicture({ shape }: VolumePictureProps) {
  const volume = shape === null ? null : volumeOf(shape);
  return (
    <svg
      className="VolumePicture"
      viewBox={`0 0 ${pictureWidth} ${pictureHeight}`}
      aria-hidden="true"
      focusable="false"
    >
      {volume?.kind === 'prism' && (
        <>
          <path className="VolumePicture-top" d={volume.top} />
          <path className="VolumePicture-side" d={volume.side} />
          <rect className="VolumePicture-front" {...volume.front} />
        </>
      )}
      {(volume?.kind === 'bar' || volume?.kind === 'sheet') && (
        <rect
          className="VolumePicture-front"
          x={volume.x}
          y={volume.y}
          width={volume.width}
          height={volume.height}
          rx={volume.kind === 'bar' ? volume.height / 2 : 0}
        />
      )}
    </svg>
  );
}
