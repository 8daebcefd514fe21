import { expect, test } from 'vitest';
import type { RunRecord } from '../core/run.ts';
import { withWeightsToDrop } from './storage.ts';

const run = (id: string, more: Partial<RunRecord> = {}): RunRecord =>
  ({
    ...{ id, parentId: null, recipe: {}, status: 'finished', events: [] },
    ...more,
  }) as Partial<RunRecord> as RunRecord; // all that is asked of it

test('only weights that a recipe makes again are offered to be dropped', () => {
  const runs = [
    run('plain'),
    run('continued', { isContinued: true, parentId: 'plain' }),
    run('stopped', { status: 'stopped' }),
    run('by hand', { events: [{ step: 1, kind: 'learning-rate', value: 1 }] }),
    run('starred', { isStarred: true }),
    run('dropped', { isWithoutWeights: true }),
    run('without room'),
    run('early', { status: 'early-stopped' }),
  ];
  const droppable = withWeightsToDrop(runs, ['without room']);
  expect(droppable.map(({ id }) => id)).toEqual(['plain', 'early']);
});
