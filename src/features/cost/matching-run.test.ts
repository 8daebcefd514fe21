import { describe, expect, test } from 'vitest';
import { duplicateLayer, removeLayer, setLayerParam } from '../../core/architecture.ts';
import { defaultsOf } from '../../core/fields.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { matchingRun } from './matching-run.ts';

const network = presets[0]?.architecture ?? [];
const wider = setLayerParam(network, 'l1', { name: 'filters', value: 33 });
const run = (id: string, architecture: Architecture) => ({
  id,
  recipe: { architecture, setup: defaultsOf(trainingFields) },
});

describe('matchingRun', () => {
  test('is the selected run where that has this network', () => {
    const runs = [run('a', network), run('b', network)];
    expect(matchingRun({ runs, selectedId: 'a' }, network)?.id).toBe('a');
  });

  test('is the latest run of this network where another is selected', () => {
    const runs = [run('a', network), run('b', network), run('c', wider)];
    expect(matchingRun({ runs, selectedId: 'c' }, network)?.id).toBe('b');
  });

  test('is none where one number differs', () => {
    expect(matchingRun({ runs: [run('a', network)], selectedId: 'a' }, wider)).toBeNull();
  });

  test('does not mind the ids of the layers', () => {
    const edited = removeLayer(duplicateLayer(network, 'l1'), 'l1');
    expect(edited[0]?.id).not.toBe('l1');
    expect(matchingRun({ runs: [run('a', network)], selectedId: null }, edited)?.id).toBe('a');
  });
});
