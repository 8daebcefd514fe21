import { useSortable } from '@dnd-kit/sortable';
import { CircleAlert, GripVertical } from 'lucide-react';
import { memo } from 'react';
import { toggleLayer } from '../../actions/edit-layers.ts';
import { definitionOf } from '../../core/layers/index.ts';
import type { LayerSummary } from '../../core/summary.ts';
import { chipsOf } from './chips.ts';
import { FixButton } from './FixButton.tsx';
import { nameButtonId } from './focus-layer.ts';
import { LayerActions } from './LayerActions.tsx';
import { LayerEditor } from './LayerEditor.tsx';
import { type LargestCosts, LayerNumbers } from './LayerNumbers.tsx';
import { SkipLines } from './SkipLines.tsx';
import type { SkipLine } from './skip-lines.ts';
import { VolumePicture } from './VolumePicture.tsx';
import './LayerRow.css';

interface LayerRowProps {
  readonly row: LayerSummary;
  readonly index: number;
  readonly count: number;
  readonly isSelected: boolean;
  readonly largest: LargestCosts;
  /** The skips that pass by. */
  readonly skips: readonly SkipLine[];
}

/** One layer: picture, words and costs; opened, its editor. */
export const LayerRow = memo(function LayerRow(props: LayerRowProps) {
  const { row, index, count, isSelected } = props;
  const { layer, problem } = row;
  const sortable = useSortable({ id: layer.id });
  const { transform, transition } = sortable;
  const isWaiting = row.inputShape === null;
  const className = [
    'LayerRow',
    isSelected && 'selected',
    isWaiting && 'waiting',
    problem !== null && 'broken',
    sortable.isDragging && 'dragging',
  ];
  return (
    <li
      ref={sortable.setNodeRef}
      className={className.filter(Boolean).join(' ')}
      style={{
        transform: transform === null ? undefined : `translateY(${transform.y}px)`,
        transition,
      }}
    >
      <SkipLines lines={props.skips} />
      <div className="LayerRow-head">
        <button
          type="button"
          ref={sortable.setActivatorNodeRef}
          className="LayerRow-grip"
          {...sortable.attributes}
          {...sortable.listeners}
          aria-label={`Drag layer ${index + 1}`}
        >
          <GripVertical aria-hidden />
        </button>
        <VolumePicture shape={row.outputShape} />
        <LayerWords row={row} index={index} isSelected={isSelected} />
        <LayerNumbers row={row} largest={props.largest} />
        {!isSelected && (
          <div className="LayerRow-floating">
            <LayerActions id={layer.id} index={index} count={count} />
          </div>
        )}
      </div>
      {problem !== null && (
        <div className="LayerRow-problem" id={`problem-${layer.id}`}>
          <CircleAlert aria-hidden />
          <span>{problem.message}</span>
          <FixButton problem={problem} />
        </div>
      )}
      {isSelected && (
        <LayerEditor row={row} isLast={index === count - 1}>
          <LayerActions id={layer.id} index={index} count={count} />
        </LayerEditor>
      )}
    </li>
  );
});

type LayerWordsProps = Pick<LayerRowProps, 'row' | 'index' | 'isSelected'>;

function LayerWords({ row, index, isSelected }: LayerWordsProps) {
  const { layer, problem } = row;
  const { label } = definitionOf(layer.kind);
  return (
    <div className="LayerRow-words">
      <button
        type="button"
        id={nameButtonId(layer.id)}
        className="LayerRow-name"
        aria-label={`${label}, layer ${index + 1}`}
        aria-expanded={isSelected}
        aria-describedby={problem === null ? undefined : `problem-${layer.id}`}
        onClick={() => toggleLayer(layer.id)}
      >
        {label}
      </button>
      {row.inputShape === null ? (
        <span className="small">waits for the row above</span>
      ) : (
        <span className="LayerRow-chips">
          {chipsOf(layer).map((chip) => (
            <span key={chip} className="LayerRow-chip">
              {chip}
            </span>
          ))}
          {row.skip !== null && (
            <span className="visually-hidden">adds the input of layer {row.skip.from + 1}</span>
          )}
        </span>
      )}
    </div>
  );
}
