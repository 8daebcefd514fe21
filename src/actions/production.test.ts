import { expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import type { RunRecord } from '../core/run.ts';
import { type CompressionStep, createStep } from '../core/techniques/index.ts';
import { trainingFields } from '../core/training-setup.ts';
import { pairOf } from './production.ts';

const setup = defaultsOf(trainingFields);
const run = (id: string, parentId: string | null, compression: readonly CompressionStep[]) =>
  ({
    id,
    parentId,
    recipe: { architecture: [], setup, compression },
  }) as Partial<RunRecord> as RunRecord; // all that a pair is told by

const float = run('float', null, []);
const int8 = createStep('quantize');
const older = run('older', 'float', [int8]);
const newer = run('newer', 'float', [int8]);
const dynamic = run('dynamic', 'float', [createStep('quantize', { format: 'dynamic' })]);
const other = run('other', 'elsewhere', [int8]);
const runs = [float, older, newer, dynamic, other];

test('a float run is paired with its newest int8 variant, an int8 one with what it was made from', () => {
  expect(pairOf(float, runs)).toEqual({ float32: float, int8: newer });
  expect(pairOf(older, runs)).toEqual({ float32: float, int8: older });
  expect(pairOf(other, runs)).toEqual({ float32: null, int8: other });
  expect(pairOf(float, [float, dynamic, other])).toEqual({ float32: float, int8: null });
  // Dynamic range is neither.
  expect(pairOf(dynamic, runs)).toEqual({ float32: null, int8: null });
});
