// Judges our readers by files of the real frameworks: `node interop/read.mjs [--keep]`. Keras 3 and tf-keras train and save eleven
// models in both of their formats; each is opened by our readers, and our engine's answers are compared with theirs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { root } from '../scripts/root.mjs';
import { findPython } from './python.mjs';

// Judges what was written before.
const { values: options } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const files = join(root, 'build/import');
const { writeDigits, judgeReaders } = (await runnerImport('./interop/read-models.ts')).module;

if (!options.keep) {
  await writeDigits(files);
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' };
  const args = [join(root, 'interop/make_keras_models.py'), files];
  const { status } = spawnSync(findPython(), args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`make_keras_models.py ended with ${status}`);
}
const verdicts = await judgeReaders(files);
for (const { file, ok, detail } of verdicts) console.log(`${ok ? '✓' : '✗'} ${file}: ${detail}`);
const failed = verdicts.filter(({ ok }) => !ok);
console.log(`${verdicts.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = verdicts.length > 0 && failed.length === 0 ? 0 : 1;
