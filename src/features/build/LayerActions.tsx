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
  const actions = [
    {
      verb: 'Move',
      where: 'up',
      Icon: ArrowUp,
      isOff: index === 0,
      act: () => placeLayer(id, index - 1),
    },
    {
      verb: 'Move',
      where: 'down',
      Icon: ArrowDown,
      isOff: index === count - 1,
      act: () => placeLayer(id, index + 1),
    },
    {
      verb: 'Duplicate',
      where: '',
      Icon: Copy,
      isOff: false,
      act: () => focusLayer(copyLayer(id)),
    },
    {
      verb: 'Delete',
      where: '',
      Icon: Trash2,
      isOff: false,
      act: () => focusLayer(deleteLayer(id)),
    },
  ];
  return (
    <div className="LayerActions">
      {actions.map(({ verb, where, Icon, isOff, act }) => (
        <button
          key={verb + where}
          type="button"
          className="button quiet icon"
          aria-label={`${verb} layer ${index + 1} ${where}`.trim()}
          title={`${verb} ${where}`.trim()}
          aria-disabled={isOff}
          onClick={isOff ? undefined : act}
        >
          <Icon aria-hidden />
        </button>
      ))}
    </div>
  );
}
