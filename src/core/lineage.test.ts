import { describe, expect, test } from 'vitest';
import { distillationFields } from './distillation.ts';
import { defaultsOf } from './fields.ts';
import {
  baseOf,
  byFamily,
  controlOf,
  controlOfStudent,
  controlSteps,
  lineageOf,
} from './lineage.ts';
import { presets } from './presets.ts';
import type { RunStatus } from './run.ts';
import { type CompressionStep, createStep } from './techniques/index.ts';
import { trainingFields } from './training-setup.ts';

const architecture = presets[0]?.architecture ?? [];
const setup = defaultsOf(trainingFields);
const prune = createStep('prune', { epochs: 2 });
const int8 = createStep('quantize');
const trainOn = createStep('fineTune', { epochs: 2 });

const run = (
  id: string,
  parentId: string | null,
  { compression = [], status = 'finished', isContinued = false }: Partial<Extra> = {},
) => ({ id, parentId, recipe: { architecture, setup, compression }, status, isContinued });

interface Extra {
  readonly compression: readonly CompressionStep[];
  readonly status: RunStatus;
  readonly isContinued: boolean;
}

const root = run('root', null);
const pruned = run('pruned', 'root', { compression: [prune] });
const both = run('both', 'pruned', { compression: [prune, int8] });
const control = run('control', 'root', { compression: [trainOn] });
const runs = [root, pruned, both, control];

test('a lineage leads from a variant to the run that was trained, and not beyond it', () => {
  expect(lineageOf(both, runs).map(({ id }) => id)).toEqual(['both', 'pruned', 'root']);
  const continued = run('continued', 'root', { isContinued: true });
  expect(lineageOf(continued, [...runs, continued])).toEqual([continued]);
});

test('runs that a file says were made from each other are all listed, and end', () => {
  const circle = [
    run('a', 'b', { compression: [prune] }),
    run('b', 'a', { compression: [prune] }),
    run('c', 'c', { compression: [prune] }),
  ];
  expect(byFamily([...circle, root]).map(({ run: { id } }) => id)).toEqual(['root', 'c', 'b', 'a']);
});

describe('baseOf', () => {
  const base = (compression: readonly CompressionStep[], selectedId: string | null = 'root') =>
    baseOf({ runs, selectedId }, { architecture, setup, compression })?.id;

  test('is the run with most of the steps done', () => {
    expect(base([])).toBe('root');
    expect(base([int8])).toBe('root');
    expect(base([prune, createStep('cluster')])).toBe('pruned');
    expect(base([prune, int8, createStep('huffman')])).toBe('both');
  });

  test('is none where nothing was trained so', () => {
    const other = { architecture, setup: { ...setup, batchSize: 32 }, compression: [int8] };
    expect(baseOf({ runs, selectedId: 'root' }, other)).toBeNull();
  });

  test('is a stopped or continued run only where that is selected', () => {
    const stopped = run('stopped', null, { status: 'stopped' });
    const all = { runs: [stopped], selectedId: null };
    const recipe = { architecture, setup, compression: [int8] };
    expect(baseOf(all, recipe)).toBeNull();
    expect(baseOf({ ...all, selectedId: 'stopped' }, recipe)?.id).toBe('stopped');
    const ofStopped = run('int8', 'stopped', { compression: [int8] });
    expect(baseOf({ runs: [stopped, ofStopped], selectedId: null }, recipe)).toBeNull();
  });
});

test('a control trains as long as all steps together, and where survivors begin anew there is none', () => {
  expect(controlSteps([prune, int8])).toEqual([trainOn]);
  expect(controlSteps([int8])).toEqual([]);
  expect(controlSteps([createStep('prune', { weights: 'fresh' })])).toEqual([]);
});

test('training on alone needs no control: it is one', () => {
  expect(controlSteps([trainOn])).toEqual([]);
  expect(controlSteps([trainOn, prune])).toEqual([trainOn, trainOn]);
});

test('the control of a student learnt the same from the labels alone', () => {
  const teacher = { architecture, setup: { ...setup, epochs: 9 } };
  const params = defaultsOf(distillationFields);
  const recipe = { architecture, setup, distillation: { params, teacher } };
  const student = { ...run('student', null), recipe };
  const longer = { ...run('longer', null), recipe: teacher };
  const stopped = run('stopped', null, { status: 'stopped' });
  const all = [root, pruned, longer, student, stopped];
  expect(controlOfStudent<(typeof all)[number]>(student, all)?.id).toBe('root');
  expect(controlOfStudent<(typeof all)[number]>(student, [longer, student, stopped])).toBeNull();
});

test('the control of a variant is found from the run that both were made from', () => {
  expect(controlOf(both, runs)?.id).toBe('control');
  expect(controlOf(pruned, runs)?.id).toBe('control');
  expect(controlOf(control, runs)).toBeNull();
  expect(controlOf(both, [root, pruned, both])).toBeNull();
});

test('variants stand under what they were made from, families newest first', () => {
  const newer = run('newer', null);
  const orphan = run('orphan', 'gone', { compression: [int8] });
  expect(byFamily([...runs, newer, orphan]).map(({ run: { id }, depth }) => [id, depth])).toEqual([
    ['orphan', 0],
    ['newer', 0],
    ['root', 0],
    ['pruned', 1],
    ['both', 2],
    ['control', 1],
  ]);
});

test('runs of a file that say they were made from each other have a line that ends', () => {
  const own = run('own', 'own', { compression: [prune] });
  expect(lineageOf(own, [own])).toEqual([own]);
  const first = run('first', 'second', { compression: [prune] });
  const second = run('second', 'first', { compression: [prune, int8] });
  expect(lineageOf(first, [first, second])).toEqual([first, second]);
});
