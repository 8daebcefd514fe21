import { useEffect, useRef } from 'react';
import { addLayer } from '../../actions/edit-layers.ts';
import type { LayerGroup } from '../../core/layer.ts';
import { definitionOf, layerKinds } from '../../core/layers/index.ts';
import { focusLayer } from './focus-layer.ts';
import './Palette.css';

interface PaletteProps {
  readonly id: string;
  /** Where the new layer goes, in words. */
  readonly place: string;
  readonly onClose: () => void;
}

const groups: Readonly<Record<LayerGroup, string>> = {
  convolution: 'Convolution',
  pooling: 'Pooling',
  sequence: 'Sequence',
  dense: 'Dense',
  regularisation: 'Regularisation and normalisation',
  shape: 'Shape and activation',
  connection: 'Connections',
};

/** Every kind of layer, with what it does. Escape or a press elsewhere closes it. */
export function Palette({ id, place, onClose }: PaletteProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.querySelector('button')?.focus();
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      onClose();
      focusLayer(null);
    };
    const closeOutside = ({ target }: PointerEvent) => {
      const area = ref.current?.parentElement; // with the button that opened it
      if (target instanceof Node && area?.contains(target) === false) onClose();
    };
    document.addEventListener('keydown', closeOnEscape);
    document.addEventListener('pointerdown', closeOutside);
    return () => {
      document.removeEventListener('keydown', closeOnEscape);
      document.removeEventListener('pointerdown', closeOutside);
    };
  }, [onClose]);
  return (
    <div className="Palette" id={id} ref={ref}>
      <p className="small">{place}</p>
      {Object.entries(groups).map(([group, title]) => (
        <section key={group} aria-label={title}>
          <h3 className="small">{title}</h3>
          <ul className="Palette-kinds">
            {layerKinds
              .filter((kind) => definitionOf(kind).group === group)
              .map((kind) => (
                <li key={kind}>
                  <button
                    type="button"
                    className="Palette-kind"
                    onClick={() => {
                      focusLayer(addLayer(kind));
                      onClose();
                    }}
                  >
                    <strong>{definitionOf(kind).label}</strong>
                    <span className="small">{definitionOf(kind).purpose}</span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
