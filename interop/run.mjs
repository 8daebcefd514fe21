// Judges our files by the frameworks they are for: `npm run interop [-- --network ID --judge NAME --keep --table FILE]`. Sets up
// its own Python, trains ten networks, writes all their files, lets each judge open them, and prints a table; then our readers
// are judged by files of the frameworks. The judges of all networks take half an hour.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { root } from '../scripts/root.mjs';
import { findPython } from './python.mjs';
import { tableOf } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: [] },
    judge: { type: 'string', multiple: true, default: [] },
    // Judges what was written before.
    keep: { type: 'boolean', default: false },
    // Where the table goes, as Markdown.
    table: { type: 'string' },
  },
});

const here = join(root, 'interop');
const files = join(root, 'build/interop');
const python = findPython();

if (!options.keep) {
  rmSync(files, { recursive: true, force: true });
  // Writers are loaded on demand, so what loads them must last as long as the work does.
  const server = await createServer({
    ...{ root, configFile: false, appType: 'custom', optimizeDeps: { noDiscovery: true } },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
  const { makeFiles } = await server.ssrLoadModule('/interop/make-files.ts');
  await makeFiles(files, options.network, (words) => console.error(words));
  await server.close();
}
const networks = readdirSync(files).filter((name) =>
  existsSync(join(files, name, 'manifest.json')),
);
const judges = readdirSync(join(here, 'judges'))
  .filter((name) => name.endsWith('.py') && name !== 'common.py')
  .map((name) => name.slice(0, -3))
  .filter((name) => options.judge.length === 0 || options.judge.includes(name));

/** A judge prints a line of JSON for each file: `{ network, format, judge, ok, detail }`. */
function judged(judge) {
  console.error(`\n${judge} …`);
  const args = [join(here, 'judges', `${judge}.py`), files, ...networks];
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' };
  const settings = { cwd: root, env, encoding: 'utf8', maxBuffer: 1e8, timeout: 3_600_000 };
  const { stdout, status } = spawnSync(python, args, {
    ...settings,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"network"'));
  const results = lines.map((line) => JSON.parse(line));
  if (status !== 0)
    results.push({
      network: 'all',
      format: judge,
      judge,
      ok: false,
      detail: `ended with ${status}`,
    });
  return results;
}

const results = judges.flatMap(judged);
const table = tableOf(results, networks);
console.log(table);
if (options.table) writeFileSync(options.table, `${table}\n`);
const failed = results.filter(({ ok }) => !ok);
for (const { network, format, judge, detail } of failed)
  console.error(`${judge}: ${format} of ${network}: ${detail}`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
const isWhole = options.network.length === 0 && options.judge.length === 0;
const areReadersRight = !isWhole || runNode('interop/read.mjs');
process.exitCode = results.length > 0 && failed.length === 0 && areReadersRight ? 0 : 1;

function runNode(script) {
  const settings = { cwd: root, stdio: 'inherit' };
  return spawnSync(process.execPath, [script], settings).status === 0;
}
