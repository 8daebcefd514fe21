// Compresses networks trained in Node by the page's own engine, each beside a control that only trained on, and holds what
// they come to on the whole test set to bounds: `npm run compression [-- --only ID --json FILE]`. Prints a Markdown table.
import 'fake-indexeddb/auto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const load = async (path) => (await runnerImport(path)).module;
const { compressionRuns } = await load('./src/engine/contract/compression-runs.ts');
const { missesOf, timesSmaller } = await load('./src/engine/contract/compression-bounds.ts');
const { createCompressor } = await load('./src/engine/jobs/test-compression.ts');
const { wilsonInterval } = await load('./src/core/stats.ts');

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'string' } },
});

const hundredths = (share) => (100 * share).toFixed(2);
const shareOf = ({ correct, n }) => {
  const { low, high } = wilsonInterval(correct, n);
  return `${hundredths(correct / n)} % (${hundredths(low)}–${hundredths(high)})`;
};

async function measure(compressor, run) {
  const results = [];
  for (const seed of run.seeds) {
    const result = await compressor.measure(run, seed);
    results.push(result);
    console.error(`${run.id}, seed ${seed}: ${shareOf(result.variant)}`);
  }
  return { ...run, results, misses: missesOf(run.bounds, results) };
}

const columns = {
  recipe: ({ id }) => id,
  network: ({ presetId }) => presetId,
  seed: (_, { seed }) => seed,
  control: (_, { control }) => shareOf(control),
  variant: (_, { variant }) => shareOf(variant),
  'points lost': (_, { paired }) => hundredths(-paired.difference),
  'lost, won': (_, { paired }) => `${paired.lost}, ${paired.won}`,
  p: (_, { paired }) => (paired.p < 1e-4 ? '< 0.0001' : paired.p.toPrecision(2)),
  bytes: (_, { storedBytes }) => storedBytes.toLocaleString('en-US'),
  'times smaller': (_, result) => timesSmaller(result).toFixed(1),
  seconds: (_, { seconds }) => Math.round(seconds),
};
const line = (cells) => `| ${cells.join(' | ')} |`;
const rowsOf = (run) =>
  run.results.map((result) => Object.values(columns).map((cell) => cell(run, result)));
const heading = Object.keys(columns);
const tableOf = (rows) => [heading, heading.map(() => '---'), ...rows].map(line).join('\n');

const wanted = compressionRuns.filter(({ id }) => options.only?.includes(id) ?? true);
if (wanted.length === 0) throw new Error(`--only takes ${compressionRuns.map(({ id }) => id)}`);
const compressor = await createCompressor();
const measured = [];
for (const run of wanted) measured.push(await measure(compressor, run));
compressor.dispose();

const { n } = measured[0].results[0].variant;
console.log(`Node ${process.version}, ${compressor.threads} threads; n = ${n}\n`);
console.log(tableOf(measured.flatMap(rowsOf)));
if (options.json) writeFileSync(options.json, `${JSON.stringify(measured, null, 2)}\n`);
for (const { id, misses } of measured) for (const words of misses) console.error(`${id}: ${words}`);
process.exitCode = measured.some(({ misses }) => misses.length > 0) ? 1 : 0;
