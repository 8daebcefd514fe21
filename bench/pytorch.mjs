import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inflateRawSync } from 'node:zlib';
import { root } from '../scripts/root.mjs';
import { initialWeights } from './core.mjs';

const threadsOf = {
  pytorch: 1,
  'pytorch-threads': Math.min(4, availableParallelism()),
};

/** PyTorch's subjects among `paths`, each a process of its own; none, and a word why, where no Python has it. */
export async function openPytorch(paths) {
  const wanted = paths.filter((path) => path in threadsOf);
  const nothing = { subjects: [], close: () => undefined };
  if (wanted.length === 0) return nothing;
  const python = process.env['BENCH_PYTHON'] ?? 'python3';
  if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
    console.log(`pytorch: ${python} has no torch (BENCH_PYTHON names another Python)`);
    return nothing;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sizewise-bench-'));
  const images = join(folder, 'images');
  // The page's own first chunk: 5,000 labels, then as many images.
  writeFileSync(images, inflateRawSync(readFileSync(`${root}/public/data/mnist/train-01.bin`)));
  const opened = wanted.map((path) => openProcess({ python, path, folder, images }));
  const close = () => {
    for (const { child } of opened) child.kill();
    rmSync(folder, { recursive: true });
  };
  return { subjects: opened, close };
}

function openProcess({ python, path, folder, images }) {
  const threads = String(threadsOf[path]);
  const env = { ...process.env, OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
  const child = spawn(python, [`${root}/bench/pytorch.py`, threads, images], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const weights = join(folder, `weights of ${path}`);
  const ask = async (request) => {
    if (request.type === 'build') {
      const tensors = initialWeights(request.architecture, 1);
      writeFileSync(weights, Buffer.concat(tensors.map(({ buffer }) => Buffer.from(buffer))));
    }
    child.stdin.write(`${JSON.stringify({ ...request, weights })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended');
    const reply = JSON.parse(value);
    if (reply.problem) throw new Error(reply.problem);
    return reply;
  };
  return { path, ask, child };
}
