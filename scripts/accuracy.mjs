// Trains networks from scratch in Node, as the page does, reads the whole test set and holds the accuracies to bounds:
// `npm run accuracy [-- --only ID --json FILE]`. Takes a quarter of an hour or more; prints a Markdown table.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const load = async (path) => (await runnerImport(path)).module;
const { accuracyRuns } = await load('./src/engine/contract/accuracy-runs.ts');
const { createTrainer, recipeOf } = await load('./src/engine/jobs/test-training.ts');
const { wilsonInterval } = await load('./src/core/stats.ts');

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'string' } },
});

const percent = (share) => `${(100 * share).toFixed(2)} %`;
const meanOf = (shares) => shares.reduce((sum, share) => sum + share, 0) / shares.length;

async function measure(trainer, run) {
  const results = [];
  for (const seed of run.seeds) {
    const { parameters, test, seconds } = await trainer.measure(recipeOf(run, seed));
    results.push({ seed, parameters, seconds, correct: test.correct, n: test.n });
    console.error(`${run.presetId}, seed ${seed}: ${percent(test.correct / test.n)}`);
  }
  const accuracy = meanOf(results.map(({ correct, n }) => correct / n));
  const { atLeast, atMost = 1 } = run;
  return { ...run, results, accuracy, isWithinBounds: accuracy >= atLeast && accuracy <= atMost };
}

function rowsOf({ results, accuracy, ...run }) {
  const { presetId, atLeast, atMost } = run;
  const { epochs, batchSize } = recipeOf(run, 1).setup;
  const bounds =
    atMost === undefined ? `≥ ${percent(atLeast)}` : `${percent(atLeast)}–${percent(atMost)}`;
  const about = [presetId, results[0].parameters.toLocaleString('en-US'), epochs, batchSize];
  const rows = results.map(({ seed, correct, n, seconds }) => {
    const { low, high } = wilsonInterval(correct, n);
    const share = `${percent(correct / n)} (${percent(low)}–${percent(high)})`;
    return [...about, seed, share, bounds, Math.round(seconds)];
  });
  if (rows.length > 1) rows.push([...about, 'mean', percent(accuracy), bounds, '']);
  return rows;
}

const heading = [
  'network',
  'parameters',
  'epochs',
  'batch',
  'seed',
  'test accuracy (95 %)',
  'bounds',
  'seconds',
];
const line = (cells) => `| ${cells.join(' | ')} |`;
const tableOf = (rows) => [heading, heading.map(() => '---'), ...rows].map(line).join('\n');

const wanted = accuracyRuns.filter(({ presetId }) => options.only?.includes(presetId) ?? true);
if (wanted.length === 0)
  throw new Error(`--only takes ${accuracyRuns.map(({ presetId }) => presetId)}`);
const trainer = await createTrainer();
const measured = [];
for (const run of wanted) measured.push(await measure(trainer, run));
trainer.dispose();

console.log(
  `Node ${process.version}, ${trainer.threads} threads; n = ${measured[0].results[0].n}\n`,
);
console.log(tableOf(measured.flatMap(rowsOf)));
if (options.json) writeFileSync(options.json, `${JSON.stringify(measured, null, 2)}\n`);
const missed = measured.filter(({ isWithinBounds }) => !isWithinBounds);
for (const { presetId, accuracy } of missed)
  console.error(`${presetId} missed: ${percent(accuracy)}`);
process.exitCode = missed.length > 0 ? 1 : 0;
