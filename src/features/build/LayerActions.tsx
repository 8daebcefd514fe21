import { ArrowDown, ArrowUp, Copy, Trash2 } from 'lucide-react';
import { copyLayer, deleteLayer, placeLayer } from '../../actions/edit-layers.ts';
import { focusLayer } from './focus-layer.ts';
import './LayerActions.css';

interface LayerActionsProps {
  readonly id: string;
  readonly index: number;
  readonly count: number;
}

/** What can be done with a layer as a whole, without dragging. */
export function LayerActions({ id, index, count }: LayerActionsProps) {
  const name = `layer ${index + 1}`;
  const actions = [
    {
      label: `Move ${name} up`,
      Icon: ArrowUp,
      isOff: index === 0,
      act: () => placeLayer(id, index - 1),
    },
    {
      label: `Move ${name} down`,
      Icon: ArrowDown,
      isOff: index === count - 1,
      act: () => placeLayer(id, index + 1),
    },
    { label: `Duplicate ${name}`, Icon: Copy, isOff: false, act: () => focusLayer(copyLayer(id)) },
    { label: `Delete ${name}`, Icon: Trash2, isOff: false, act: () => focusLayer(deleteLayer(id)) },
  ];
  return (
    <div className="LayerActions">
      {actions.map(({ label, Icon, isOff, act }) => (
        <button
          key={label}
          type="button"
          className="button quiet icon"
          aria-label={label}
          title={label}
          aria-disabled={isOff}
          onClick={isOff ? undefined : act}
        >
          <Icon aria-hidden />
        </button>
      ))}
    </div>
  );
}
