import 'fake-indexeddb/auto';
import { afterAll, expect, test } from 'vitest';
import { createStep } from '../../core/techniques/index.ts';
import { createEngineClient } from '../../engine-client/client.ts';
import { readSafetensors, writeSafetensors } from '../../export/safetensors.ts';
import { fixture } from '../../import/test-files.ts';
import { parseRecord } from '../../storage/run-schema.ts';
import { endTestEngines, startTestEngine, variantOf } from './test-engine.ts';

afterAll(endTestEngines);

test('a file of Keras becomes a finished run, goes to int8 and comes back out', async () => {
  const client = createEngineClient(await startTestEngine());
  const run = await client.run('importModel', { runId: 'opened', files: [fixture('cnn.keras')] });
  expect(run).toMatchObject({
    ...{ name: 'cnn', status: 'finished', steps: 0, epochs: [], isStored: true, isContinued: true },
    origin: { kind: 'file', fileName: 'cnn.keras', format: 'Keras' },
    test: { n: 10_000 },
  });
  expect(run.test?.correct).toBeGreaterThan(8000);
  expect(run.origin?.notes.join()).toMatch(/0 to 1 is right for \d/);
  const { isStored: _, stepLosses: _l, stepAccuracies: _a, validations: _v, ...record } = run;
  expect(parseRecord(JSON.parse(JSON.stringify({ ...record, test: null })))).toMatchObject({
    ok: true,
  });
  const int8 = await client.run('train', variantOf(run, createStep('quantize')));
  expect(int8.test?.correct).toBeGreaterThan(8000);
  expect(int8).toMatchObject({ isContinued: true, origin: { fileName: 'cnn.keras' } });
  const { file } = await client.run('exportModel', { modelId: int8.id });
  const again = await client.run('importModel', {
    runId: 'again',
    files: [{ name: 'int8.safetensors', bytes: file }],
  });
  expect(again.test).toMatchObject({ correct: int8.test?.correct });
  const onnx = await client.run('exportModel', {
    modelId: int8.id,
    format: 'onnx-int8',
    name: 'o',
  });
  const fromOnnx = await client.run('importModel', {
    runId: 'from-onnx',
    files: [{ name: 'int8.onnx', bytes: onnx.file }],
  });
  expect(fromOnnx.test).toMatchObject({ correct: int8.test?.correct });

  const cut = withoutRange(file);
  await expect(
    client.run('importModel', { runId: 'cut', files: [{ name: 'cut.safetensors', bytes: cut }] }),
  ).rejects.toMatchObject({ code: 'file-refused', message: expect.stringMatching('ranges') });
});

/** Our own file of whole numbers, less its last range. */
function withoutRange(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const read = readSafetensors(file);
  if (!read.ok) throw new Error(read.message);
  const header = JSON.parse(read.metadata['model'] ?? '');
  header.arithmetic.ranges.pop();
  const parts = read.tensors.map((tensor) => ({ ...tensor }));
  return writeSafetensors(parts, { ...read.metadata, model: JSON.stringify(header) });
}

test('a file that cannot be read fails in words and stores nothing', async () => {
  const client = createEngineClient(await startTestEngine());
  const files = [{ name: 'x.keras', bytes: fixture('cnn.keras').bytes.slice(0, 9000) }];
  await expect(client.run('importModel', { runId: 'none', files })).rejects.toMatchObject({
    code: 'file-refused',
    message: 'The zip file is damaged or cut short',
  });
  await expect(client.run('exportModel', { modelId: 'none' })).rejects.toMatchObject({
    code: 'model-not-found',
  });
});
