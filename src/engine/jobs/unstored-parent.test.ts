import 'fake-indexeddb/auto';
import { afterAll, expect, test, vi } from 'vitest';
import { createStep } from '../../core/techniques/index.ts';
import { createEngineClient } from '../../engine-client/client.ts';
import { claimOf } from '../../share/claim.ts';
import { endTestEngines, inputOf, startTestEngine, variantOf } from './test-engine.ts';

afterAll(endTestEngines);

test('a variant of a run that there was no room for can be repeated like any other', async () => {
  const client = createEngineClient(await startTestEngine());
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...given: Parameters<typeof put>
  ) {
    if (this.name === 'runs') throw new DOMException('', 'QuotaExceededError');
    return put.apply(this, given);
  });
  const parent = await client.run('train', inputOf({}));
  expect(parent.isStored).toBe(false);
  const prune = createStep('prune', { epochs: 0 });
  const variant = await client.run('train', variantOf(parent, prune));
  expect(variant.isContinued).toBe(false);
  expect(claimOf(variant)).not.toBeNull();
});
