import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { useMemo } from 'react';
import { placeLayer } from '../../actions/edit-layers.ts';
import { formatShape, mnistShape } from '../../core/shape.ts';
import type { LayerSummary, Summary } from '../../core/summary.ts';
import { LayerRow } from './LayerRow.tsx';
import { type SkipLine, skipLines } from './skip-lines.ts';
import { VolumePicture } from './VolumePicture.tsx';
import './LayerList.css';

interface LayerListProps {
  readonly summary: Summary;
  readonly selectedId: string | null;
}

const alongTheList: Modifier = ({ transform }) => ({ ...transform, x: 0 });
const instructions = {
  draggable:
    'Press Space to pick the layer up, the arrow keys to move it, Space again to put it down, Escape to leave it where it was.',
};

/** The network from input to output, to be dragged into another order. */
export function LayerList({ summary, selectedId }: LayerListProps) {
  const { layers } = summary;
  const sensors = useSensors(
    useSensor(PointerSensor),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const largest = useMemo(() => largestCosts(layers), [layers]);
  const skips = useMemo(() => skipLines(layers), [layers]);
  const placeOf = (id: unknown) => layers.findIndex(({ layer }) => layer.id === id);
  const drop = ({ active, over }: DragEndEvent) => {
    if (over !== null && over.id !== active.id) placeLayer(String(active.id), placeOf(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[alongTheList]}
      accessibility={{
        announcements: announcementsFor(placeOf, layers.length),
        screenReaderInstructions: instructions,
      }}
      onDragEnd={drop}
    >
      <SortableContext
        items={layers.map(({ layer }) => layer.id)}
        strategy={verticalListSortingStrategy}
      >
        <ol className="LayerList" aria-label="Layers">
          <InputRow />
          {layers.map((row, index) => (
            <LayerRow
              key={row.layer.id}
              row={row}
              index={index}
              count={layers.length}
              isSelected={row.layer.id === selectedId}
              largest={largest}
              skips={skips[index] ?? noSkips}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

const noSkips: readonly SkipLine[] = [];

const largestCosts = (layers: readonly LayerSummary[]) => ({
  parameters: Math.max(1, ...layers.map((row) => row.parameters)),
  macs: Math.max(1, ...layers.map((row) => row.macs)),
});

function announcementsFor(placeOf: (id: unknown) => number, count: number): Announcements {
  const place = (id: unknown) => `place ${placeOf(id) + 1} of ${count}`;
  return {
    onDragStart: ({ active }) => `Layer picked up from ${place(active.id)}`,
    onDragOver: ({ over }) => (over === null ? undefined : `Layer is over ${place(over.id)}`),
    onDragEnd: ({ over }) =>
      over === null ? 'Layer put back' : `Layer put down at ${place(over.id)}`,
    onDragCancel: () => 'Layer put back',
  };
}

function InputRow() {
  return (
    <li className="LayerList-input">
      <VolumePicture shape={mnistShape} />
      <span className="LayerList-words">
        Input <span className="small">a grey image of a digit</span>
      </span>
      <span className="LayerList-shape">{formatShape(mnistShape)}</span>
    </li>
  );
}
